import { type IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Viewers } from '../../../src/dashboard/viewers.js';

const BYE = Buffer.from('bye');

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('where nobody watches, the end leaves no timer', () => {
  new Viewers().end(BYE);
  expect(vi.getTimerCount()).toBe(0);
});

test('who does not take the last event is let go', () => {
  const viewers = new Viewers();
  const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
  viewers.add(response, Buffer.from('hello'));
  viewers.end(BYE);
  expect(response.destroyed).toBe(false);
  vi.runAllTimers();
  expect(response.destroyed).toBe(true);
});
