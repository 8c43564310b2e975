import { expect, test, vi } from 'vitest';
import { Viewers } from '../../../src/dashboard/viewers.js';
import { FakeResponse } from '../../support/responses.js';

const HELLO = Buffer.from('hello');
const BYE = Buffer.from('bye');

function viewer(writableLength = 0) {
  return Object.assign(new FakeResponse(), {
    writableLength,
    write: vi.fn<(data: Buffer) => void>(),
  });
}

test('all viewers get the final event, and no event after it', () => {
  const viewers = new Viewers();
  const responses = [viewer(), viewer()];
  for (const response of responses) {
    viewers.add(response.asResponse(), HELLO);
  }
  viewers.end(BYE);
  viewers.broadcast(Buffer.from('frame'));
  expect(viewers.size).toBe(0);
  expect(responses.map(({ body }) => body)).toEqual([BYE, BYE]);
  expect(responses.map(({ write }) => write.mock.calls)).toEqual([
    [[HELLO]],
    [[HELLO]],
  ]);
});

test('a viewer with more than 1 MiB of unsent data is disconnected', () => {
  const viewers = new Viewers();
  const quick = viewer(1024 * 1024);
  const slow = viewer(1024 * 1024 + 1);
  viewers.add(quick.asResponse(), HELLO);
  viewers.add(slow.asResponse(), HELLO);
  viewers.broadcast(Buffer.from('frame'));
  expect([quick.destroyed, slow.destroyed]).toEqual([false, true]);
});
