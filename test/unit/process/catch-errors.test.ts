import { Logger } from '@nestjs/common';
import { expect, test, vi } from 'vitest';
import { catchErrors } from '../../../src/process/catch-errors.js';

test('a callback that throws is stopped, and the error is logged once', () => {
  const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const calls: number[] = [];
  const stop = vi.fn<() => void>();
  const callback = catchErrors(
    'the weather',
    (n: number) => {
      calls.push(n);
      if (n === 2) {
        throw new Error('rain');
      }
    },
    stop,
  );
  callback(1);
  expect(stop).not.toHaveBeenCalled();
  callback(2);
  expect(calls).toEqual([1, 2]);
  expect(stop).toHaveBeenCalledTimes(1);
  expect(error.mock.calls).toEqual([
    ['stopped observing the weather after Error: rain; please report this'],
  ]);
  error.mockRestore();
});
