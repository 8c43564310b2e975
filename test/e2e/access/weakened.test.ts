import { describe, expect, test } from 'vitest';
import type { Where } from './application.js';
import { cases } from './cases.js';
import { firstFailure } from './suite.js';
import { buildWith } from './weakened-build.js';
import { weaknesses } from './weaknesses.js';

const where: Where = { platform: 'fastify', port: 'the application’s port' };

describe('of the build, the cases find', () => {
  test('nothing', async () => {
    const build = await buildWith([]);
    expect(await firstFailure(build, where, cases)).toBeUndefined();
  });

  test.each(weaknesses.map((weakness) => [weakness.name, weakness] as const))(
    'when %s',
    async (_name, weakness) => {
      const build = await buildWith([weakness]);
      const all = [...new Set([...weakness.first, ...cases])];
      expect(await firstFailure(build, where, all)).toBeDefined();
    },
  );
});
