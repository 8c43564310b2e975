/** The most bytes that the value of one variable may take: 1 MiB. */
export const MAX_VALUE_BYTES = 1024 * 1024;

/** The most bytes that a document may take: 8 MiB. */
export const MAX_DOCUMENT_BYTES = 8 * MAX_VALUE_BYTES;

/** The most arrays, objects and variables that may enclose a value. */
export const MAX_DEPTH = 100;

/** The most variables that the value of one variable may contain. */
export const MAX_NESTED_VARS = 16_384;

/** Thrown when a value takes more than a limit allows. */
export class LimitError extends Error {
  readonly #isFatal: boolean;

  /**
   * @param isFatal true if the whole top-level variable around the value fails
   */
  constructor(message: string, isFatal = false) {
    super(message);
    this.#isFatal = isFatal;
  }

  // User code may throw a Proxy, and instanceof may throw for a Proxy.
  static is(error: unknown): error is LimitError {
    return typeof error === 'object' && error !== null && #isFatal in error;
  }

  static isFatal(error: unknown): boolean {
    return LimitError.is(error) && error.#isFatal;
  }
}
