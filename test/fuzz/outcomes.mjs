/** What becomes of a value that is left out, or of a bare one that has failed. */
export const OMITTED = Symbol('omitted');

/** Thrown by a model where the whole variable has failed. */
export class Failed extends Error {}
