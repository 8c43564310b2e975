import { expect, test } from 'vitest';
import { RecentFrames } from '../../../src/dashboard/recent-frames.js';

function framesOf(count: number, text = (tick: number) => String(tick)) {
  const frames = new RecentFrames();
  for (let tick = 1; tick <= count; tick++) {
    frames.add(tick, text(tick));
  }
  return frames;
}

test('since returns the frames after a tick', () => {
  const frames = framesOf(5);
  expect(frames.since(3, 5)).toBe('[4,5]');
  expect(frames.since(5, 5)).toBe('[]');
});

test.each([
  ['a tick before the oldest frame', 9],
  ['a future tick', 41],
  ['no tick', NaN],
])('since returns no frames for %s', (_, tick) => {
  expect(framesOf(40).since(tick, 40)).toBeUndefined();
});

test('the last thirty frames are kept', () => {
  expect(JSON.parse(framesOf(40).since(10, 40)!)).toHaveLength(30);
});

test('the byte limit removes old frames, but never the last one', () => {
  const frames = framesOf(3, () => `"${'x'.repeat(3 * 1024 * 1024)}"`);
  expect(frames.since(2, 3)).toBeDefined();
  expect(frames.since(1, 3)).toBeUndefined();
});

test('clear removes all frames', () => {
  const frames = framesOf(3);
  frames.clear();
  expect(frames.since(2, 3)).toBeUndefined();
  expect(frames.since(3, 3)).toBe('[]');
});
