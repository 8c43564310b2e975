/** The most bytes that the value of one variable may take: 1 MiB. */
export const MAX_VALUE_BYTES = 1024 * 1024;

/** The most bytes that a whole document may take: 8 MiB. */
export const MAX_DOCUMENT_BYTES = 8 * MAX_VALUE_BYTES;

/** How deep arrays, objects and variables may nest. */
export const MAX_DEPTH = 100;

/** A value of more than {@link MAX_VALUE_BYTES}, found after so much work. */
export class TooLongError extends Error {}
