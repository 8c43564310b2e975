import { expect, test } from 'vitest';
import { Mutex } from '../../../src/support/mutex.js';

test('a mutex admits one task at a time, in the order in which they asked', async () => {
  const mutex = new Mutex();
  const steps: string[] = [];
  const work = async (name: string) => {
    await mutex.acquire();
    steps.push(`${name} starts`);
    await Promise.resolve();
    steps.push(`${name} ends`);
    mutex.release();
  };
  await Promise.all(['a', 'b', 'c'].map(work));
  await work('d');
  expect(steps).toEqual([
    'a starts',
    'a ends',
    'b starts',
    'b ends',
    'c starts',
    'c ends',
    'd starts',
    'd ends',
  ]);
});

test('a task that stops waiting does not keep those behind it waiting', async () => {
  const mutex = new Mutex();
  const controller = new AbortController();
  await mutex.acquire();
  const stopped = mutex.acquire(controller.signal);
  const behind = mutex.acquire();
  controller.abort(new Error('gone'));
  await expect(stopped).rejects.toThrow('gone');
  mutex.release();
  await behind;
  mutex.release();
  await mutex.acquire();
});

test('a task whose signal has aborted does not acquire a free mutex', async () => {
  const mutex = new Mutex();
  await expect(
    mutex.acquire(AbortSignal.abort(new Error('gone'))),
  ).rejects.toThrow('gone');
  await mutex.acquire();
});
