import { expect, test } from 'vitest';
import { Mutex } from '../../../src/support/mutex.js';

test('one at a time is let in, in the order in which they came', async () => {
  const lock = new Mutex();
  const steps: string[] = [];
  const work = async (name: string) => {
    await lock.acquire();
    steps.push(`${name} in`);
    await Promise.resolve();
    steps.push(`${name} out`);
    lock.release();
  };
  await Promise.all(['a', 'b', 'c'].map(work));
  await work('d');
  expect(steps).toEqual([
    'a in',
    'a out',
    'b in',
    'b out',
    'c in',
    'c out',
    'd in',
    'd out',
  ]);
});
