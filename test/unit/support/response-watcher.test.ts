import { expect, test, vi } from 'vitest';
import { ResponseWatcher } from '../../../src/support/response-watcher.js';
import { FakeResponse, FakeStream } from '../../support/responses.js';

function watch(response: FakeResponse) {
  const onEnd = vi.fn<() => void>();
  const stop = new ResponseWatcher().onEnd(response.asResponse(), onEnd);
  return { onEnd, stop };
}

test('a response that has been sent already ends at once', () => {
  const response = Object.assign(new FakeResponse(), {
    writableFinished: true,
  });
  expect(watch(response).onEnd).toHaveBeenCalledTimes(1);
});

test('a response that is no longer watched reports nothing', () => {
  const socket = new FakeStream();
  const response = new FakeResponse({ req: { socket } });
  const { onEnd, stop } = watch(response);
  stop();
  response.finish();
  socket.destroy();
  expect(onEnd).not.toHaveBeenCalled();
  expect(response.listenerCount('finish')).toBe(0);
  expect(response.listenerCount('close')).toBe(0);
});

test('a client that has gone is not reported when the response finishes', () => {
  const response = new FakeResponse();
  const onGone = vi.fn<() => void>();
  new ResponseWatcher().onGone(response.asResponse(), onGone);
  response.emit('finish');
  expect(onGone).not.toHaveBeenCalled();
  response.emit('close');
  expect(onGone).toHaveBeenCalledTimes(1);
});

test('a response reports its end before listeners that were added earlier', () => {
  const response = new FakeResponse();
  const events: string[] = [];
  response.on('finish', () => {
    events.push('adapter');
    // serverless-http 3 emits close inside a listener that it adds itself.
    response.emit('close');
  });
  new ResponseWatcher().onEnd(response.asResponse(), () => events.push('end'));
  response.emit('finish');
  expect(events).toEqual(['end', 'adapter']);
});

test.each<[string, object]>([
  ['no methods', {}],
  ['null methods', { once: null, removeListener: null, destroy: null }],
])('a connection with %s does not break the response', (_, socket) => {
  const response = new FakeResponse({ req: { socket } });
  const { onEnd } = watch(response);
  response.emit('finish');
  expect(onEnd).toHaveBeenCalledTimes(1);
});
