/** A function as it stands in a class. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;
