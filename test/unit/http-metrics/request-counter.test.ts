import { EventEmitter } from 'node:events';
import type { IntVar } from 'nestjs-expvar';
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  HttpRequest,
  HttpResponse,
} from '../../../src/http-metrics/http-exchange.js';
import { RequestCounter } from '../../../src/http-metrics/request-counter.js';
import { RateLimitedLogger } from '../../../src/support/rate-limited-logger.js';

let counter: RequestCounter;
let lines: string[];

beforeEach(() => {
  lines = [];
  counter = new RequestCounter(
    { maxRoutes: 200, debugPage: false, window: undefined },
    new RateLimitedLogger(
      (line) => lines.push(line),
      () => 0,
    ),
  );
});

/** Returns the totals of the map `http`. */
function totals() {
  return Object.fromEntries(
    counter
      .variables()
      .filter(([key]) => key !== 'routes')
      .map(([key, variable]) => [key, (variable as IntVar).value]),
  );
}

const REQUEST: HttpRequest = { method: 'GET', url: '/quotes', socket: {} };

function responseWithEvents(members: Partial<HttpResponse> = {}) {
  return Object.assign(new EventEmitter(), {
    statusCode: 200,
    writableEnded: false,
    end() {},
    ...members,
  });
}

const ONE_RESPONSE = {
  aborted: 0,
  bytesOut: 0,
  errors: 0,
  inFlight: 0,
  requests: 1,
};

describe('a request of an adapter counts once', () => {
  test('when its socket emits no events', () => {
    const response = responseWithEvents();
    counter.watch(REQUEST, response, () => '/quotes');
    expect(totals()).toMatchObject({ inFlight: 1, requests: 0 });

    response.emit('finish');
    response.emit('close');

    expect(totals()).toEqual(ONE_RESPONSE);
  });

  test.each([undefined, null])('when its socket is %s', (socket) => {
    const response = responseWithEvents();
    counter.watch({ ...REQUEST, socket }, response, () => '/quotes');

    response.emit('finish');

    expect(totals()).toEqual(ONE_RESPONSE);
  });

  test('when close is emitted from within a finish listener that was added before', () => {
    const response = responseWithEvents();
    response.once('finish', () => response.emit('close'));
    counter.watch(REQUEST, response, () => '/quotes');

    response.emit('finish');

    expect(totals()).toEqual(ONE_RESPONSE);
  });

  test('when finish is emitted twice', () => {
    const response = responseWithEvents();
    counter.watch(REQUEST, response, () => '/quotes');

    response.emit('finish');
    response.emit('finish');

    expect(totals()).toEqual(ONE_RESPONSE);
  });

  test('when its response emits no events', () => {
    const ended: unknown[] = [];
    const response: HttpResponse = {
      statusCode: 200,
      writableEnded: false,
      end(...args) {
        ended.push(this, ...args);
        return 'ended';
      },
    };
    counter.watch(REQUEST, response, () => '/quotes');

    expect(response.end('body')).toBe('ended');

    expect(ended).toEqual([response, 'body']);
    expect(totals()).toEqual(ONE_RESPONSE);
  });

  test('when only close is emitted, as aborted', () => {
    const response = responseWithEvents();
    counter.watch(REQUEST, response, () => '/quotes');

    response.emit('close');

    expect(totals()).toEqual({ ...ONE_RESPONSE, aborted: 1, requests: 0 });
  });
});

test('counts a client that leaves an event stream as answered, in any letter case of the type', () => {
  const response = responseWithEvents({
    getHeader: () => 'Text/Event-Stream; charset=utf-8',
  });
  counter.watch(REQUEST, response, () => '/quotes');

  response.emit('close');

  expect(totals()).toEqual(ONE_RESPONSE);
});

describe('an error while a request is counted', () => {
  test('reaches neither the response nor the application', () => {
    const response = responseWithEvents({
      getHeader() {
        throw new Error('no headers');
      },
    });
    counter.watch(REQUEST, response, () => '/quotes');

    response.emit('finish');

    expect(totals()).toMatchObject({ inFlight: 0 });
    expect(lines).toEqual(['cannot count a request: Error: no headers']);
  });

  test('is logged when the request begins', () => {
    const request = {
      method: 'GET',
      get socket(): never {
        throw new Error('no socket');
      },
    };

    counter.watch(request, responseWithEvents(), () => '/quotes');

    expect(totals()).toMatchObject({ inFlight: 0 });
    expect(lines).toEqual(['cannot count a request: Error: no socket']);
  });
});

test('an upgrade request does not count', () => {
  const response = responseWithEvents();

  counter.watch({ ...REQUEST, upgrade: true }, response, () => '/quotes');
  response.emit('finish');

  expect(totals()).toEqual({ ...ONE_RESPONSE, requests: 0 });
});
