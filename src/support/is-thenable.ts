/** True for a promise and for every object that has a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/**
 * Returns a promise that settles as a thenable does, but only once. It never
 * throws, whatever the `then` of the thenable does.
 */
export function adoptThenable(
  thenable: PromiseLike<unknown>,
): Promise<unknown> {
  // Promise.resolve would return a native promise with an overridden `then`
  // unchanged.
  return new Promise((resolve) => {
    resolve(thenable);
  });
}
