/** A condition that does not come true for so long never will. */
export const PATIENCE_MS = Number(process.env.PATIENCE ?? 120_000);

/**
 * Calls a function until it returns something other than undefined, and returns
 * that.
 *
 * @template T
 * @param {string} what
 * @param {() => T | undefined | Promise<T | undefined>} read
 * @returns {Promise<T>}
 */
export async function waitUntil(what, read) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = await read();
    if (result !== undefined) {
      return result;
    }
    if (performance.now() > end) {
      throw new Error(`${what} did not happen in ${PATIENCE_MS / 1000} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
