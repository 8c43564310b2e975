import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';
import { expect, test, vi } from 'vitest';
import { createAccess } from '../../../src/http/access/access.options.js';
import { AccessRule } from '../../../src/http/access/access-rule.js';
import { DenialLog } from '../../../src/http/access/denial-log.js';
import { ExpvarHandler } from '../../../src/http/expvar.handler.js';
import { ReplyTracker } from '../../../src/http/reply-tracker.js';
import { SubRoutes } from '../../../src/http/sub-routes.js';

test('what goes wrong beyond the variables is a 500, and none of the document', async () => {
  const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const registry = new ExpvarRegistry();
  registry.newInt('a');
  registry.beforeEvaluate(() => {
    throw new Error('secret');
  });
  const rule = new AccessRule(
    createAccess({
      access: { type: 'public' },
      allowedHosts: [],
      closeOnUnmarkedProxy: false,
    }),
  );
  const handler = new ExpvarHandler(
    registry,
    rule,
    new DenialLog(),
    new ReplyTracker(),
    new SubRoutes(),
  );
  const answer = await handler.reply({
    method: 'GET',
    url: '/debug/vars',
    headers: {},
  } as IncomingMessage);
  expect(answer.status).toBe(500);
  expect('body' in answer && answer.body.toString()).toBe(
    '500: the document could not be made; see the log\n',
  );
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});
