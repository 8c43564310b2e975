/** No real chain is longer, but a Proxy can pretend to have an endless one. */
const MAX_LENGTH = 64;

/** A prototype in the chain of an object, with its class. */
export interface Ancestor {
  readonly prototype: object;
  /** The class; undefined for a prototype that does not belong to a class. */
  readonly constructor: Function | undefined;
}

/**
 * Returns the classes of an object, the most derived first. It reads no member
 * of the object. The list is empty for a Proxy that throws.
 */
export function prototypeChain(first: object | undefined): readonly Ancestor[] {
  const chain: Ancestor[] = [];
  try {
    let prototype: object | null = first ?? null;
    while (
      prototype !== null &&
      prototype !== Object.prototype &&
      chain.length < MAX_LENGTH
    ) {
      chain.push({ prototype, constructor: constructorOf(prototype) });
      prototype = Object.getPrototypeOf(prototype) as object | null;
    }
  } catch {
    return [];
  }
  return chain;
}

/** The classes of a chain, the most derived first. */
export function classesOf(chain: readonly Ancestor[]): readonly Function[] {
  return chain
    .map(({ constructor }) => constructor)
    .filter((constructor) => constructor !== undefined);
}

function constructorOf(prototype: object): Function | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(
    prototype,
    'constructor',
  )?.value;
  return typeof value === 'function' ? value : undefined;
}

/** Undefined for an object without a prototype, or a Proxy that throws. */
export function prototypeOf(instance: object): object | undefined {
  try {
    return (Object.getPrototypeOf(instance) as object | null) ?? undefined;
  } catch {
    return undefined;
  }
}
