import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AccessRule } from '../../../src/http/access/access-rule.js';
import { DenialLog } from '../../../src/http/access/denial-log.js';
import { DocumentFormats } from '../../../src/http/document-formats.js';
import { ExpvarHandler } from '../../../src/http/expvar.handler.js';
import type { ResolvedAccess } from '../../../src/options/access.options.js';
import { ReplyTracker } from '../../../src/http/reply-tracker.js';
import { SubRoutes } from '../../../src/http/sub-routes.js';
import { FakeResponse } from '../../support/responses.js';

function request(socket?: object): IncomingMessage {
  return {
    method: 'GET',
    url: '/debug/vars',
    headers: {},
    socket,
  } as unknown as IncomingMessage;
}

let logged: ReturnType<typeof vi.spyOn>;
let registry: ExpvarRegistry;
let handler: ExpvarHandler;

beforeEach(() => {
  logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  registry = new ExpvarRegistry();
  handler = createHandler({ type: 'public' });
});

function createHandler(access: ResolvedAccess): ExpvarHandler {
  return new ExpvarHandler(
    registry,
    new AccessRule({
      access,
      allowedHosts: [],
      closeOnUnmarkedProxy: false,
    }),
    new DenialLog(),
    new ReplyTracker(),
    new SubRoutes(),
    new DocumentFormats([]),
  );
}

afterEach(() => {
  logged.mockRestore();
});

test('an error outside the variables is a 500 without any of the document', async () => {
  registry.newInt('a');
  registry.beforeEvaluate(() => {
    throw new Error('secret');
  });
  const response = new FakeResponse();
  await handler.handle(request(), response.asResponse());
  expect(response.status).toBe(500);
  expect(response.body?.toString()).toBe(
    '500: the response could not be created; see the log of the application\n',
  );
  expect(logged).toHaveBeenCalledTimes(1);
});

test('a response whose methods throw is destroyed, and the error is logged', async () => {
  const response = new FakeResponse();
  response.end = () => {
    throw new Error('replaced by middleware');
  };
  await handler.handle(request(), response.asResponse());
  expect(response.destroyed).toBe(true);
  expect(logged).toHaveBeenCalledTimes(1);
});

test.each<[string, object | undefined]>([
  ['that are no emitters', { write() {} }],
  ['whose methods do nothing', { on() {}, once() {}, removeListener() {} }],
  ['that are missing', undefined],
])('requests with sockets %s get the document', async (_, socket) => {
  registry.newInt('a');
  const response = new FakeResponse({ req: { socket: socket as object } });
  await handler.handle(request(socket), response.asResponse());
  expect([response.status, response.body?.toString()]).toEqual([
    200,
    '{\n"a": 0\n}\n',
  ]);
  expect(logged).not.toHaveBeenCalled();
});

test.each(['public', 'addresses'] as const)(
  'a response with few methods is sent, and access %s decides without raw headers',
  async (type) => {
    handler = createHandler(
      type === 'public' ? { type } : { type, networks: [] },
    );
    const response = new FakeResponse();
    Object.assign(response, {
      getHeaderNames: undefined,
      flushHeaders: undefined,
      prependOnceListener: undefined,
      removeListener: undefined,
    });
    const socket = { remoteAddress: '127.0.0.1' };
    await handler.handle(request(socket), response.asResponse());
    expect(response.status).toBe(type === 'public' ? 200 : 403);
    expect(logged).not.toHaveBeenCalled();
  },
);
