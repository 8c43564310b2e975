/** Longer than any real one; a Proxy can pretend to have one without end. */
const MAX_LENGTH = 64;

/** A class that an object is an instance of, as its prototype shows it. */
export interface Ancestor {
  readonly prototype: object;
  /** Undefined for a prototype that is not a class's. */
  readonly constructor: Function | undefined;
}

/**
 * A prototype and those that it inherits from, found without reading any of their
 * members; none when one of them is a Proxy that throws.
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
