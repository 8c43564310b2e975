/** A method of a class. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;
