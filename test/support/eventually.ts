import { setImmediate } from 'node:timers/promises';

/** Turns the event loop until a condition holds; the test's time limit applies. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  while (!(await condition())) {
    await setImmediate();
  }
}
