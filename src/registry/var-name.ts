const MAX_BYTES = 256;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// The flags `i` and `u` use Unicode's simple case folding, as Go's decoder
// does: it reads "memſtats" as memstats.
const RESERVED = /^(?:cmdline|memstats)$/iu;

/**
 * Returns the rule that a top-level name breaks, or undefined for a valid name.
 */
export function nameViolation(name: unknown): string | undefined {
  if (typeof name !== 'string') {
    return 'a name must be a string';
  }
  if (name === '' || Buffer.byteLength(name) > MAX_BYTES) {
    return 'a name must be 1 to 256 bytes of UTF-8';
  }
  if (CONTROL.test(name)) {
    return 'a name must not contain control characters';
  }
  if (!name.isWellFormed()) {
    return 'a name must not contain lone surrogates';
  }
  return undefined;
}

/** True if Go clients read a name as cmdline or memstats. */
export function isReservedName(name: string): boolean {
  return RESERVED.test(name);
}
