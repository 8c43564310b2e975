import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';
import { expect, test, vi } from 'vitest';
import { resolveOptions } from '../../../src/expvar.options.js';
import { ExpvarHandler } from '../../../src/http/expvar.handler.js';

test('what goes wrong beyond the variables is a 500, and none of the document', async () => {
  const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const registry = new ExpvarRegistry();
  registry.newInt('a');
  registry.beforeRender(() => {
    throw new Error('secret');
  });
  const handler = new ExpvarHandler(
    registry,
    resolveOptions({ access: 'public' }),
  );
  const answer = await handler.answer({
    method: 'GET',
    url: '/debug/vars',
  } as IncomingMessage);
  expect(answer.status).toBe(500);
  expect(answer.body.toString()).toBe(
    '500: the document could not be made; see the log\n',
  );
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});
