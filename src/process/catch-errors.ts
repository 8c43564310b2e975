import { Logger } from '@nestjs/common';
import { messages } from '../expvar.messages.js';
import { formatError } from '../support/log-text.js';

/**
 * A callback for what would end the process if it threw. After an error it
 * stops what calls it, and the log has it once.
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
        messages.observingFailed(what, formatError(error)),
      );
    }
  };
}
