import timers from 'node:timers';

// As it is now: the fake timers of a test would never let it run.
const { setImmediate } = timers;

/** Resolves in the event loop's next turn. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
