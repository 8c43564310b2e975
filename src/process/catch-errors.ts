import { Logger } from '@nestjs/common';
import { formatError } from '../support/log-text.js';

/**
 * Wraps a callback whose error would end the process. After an error the
 * callback is stopped, and the error is logged once.
 *
 * @param what names in the log what the callback observes
 */
export function catchErrors<Args extends unknown[]>(
  what: string,
  callback: (...args: Args) => void,
  stop: () => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      callback(...args);
    } catch (error) {
      stop();
      new Logger('ExpvarModule').error(
        `stopped observing ${what} after ${formatError(error)}; please report this`,
      );
    }
  };
}
