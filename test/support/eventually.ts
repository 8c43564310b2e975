import { setImmediate } from 'node:timers/promises';

/** Turns the event loop until something is so; the test's time limits it. */
export async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await setImmediate();
  }
}
