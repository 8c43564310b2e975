import { Logger } from '@nestjs/common';
import { expect, test, vi } from 'vitest';
import { catchErrors } from '../../../src/process/catch-errors.js';

test('a callback that throws is stopped, and the log says so once', () => {
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
    [
      'the weather is observed no more, because of Error: rain; please report this',
    ],
  ]);
  error.mockRestore();
});
