/**
 * The model of a value that is left out, or null in an array and at top level.
 */
export const OMITTED = Symbol('omitted');

/** Models throw this error when the whole variable fails. */
export class Failed extends Error {}
