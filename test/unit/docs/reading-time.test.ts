import { expect, test } from 'vitest';
import { tasks } from '../../docs/reading-time.mjs';

test('the README leads to each of twelve tasks in one click and a minute', async () => {
  const found = await tasks('README.md');

  expect(new Set(found.map(({ task }) => task)).size).toBe(12);
  expect(found.filter(({ seconds }) => seconds > 60)).toEqual([]);
});
