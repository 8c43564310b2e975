/** Longer than any real one; a Proxy can pretend to have one without end. */
const MAX_LENGTH = 64;

/** A class that an object is an instance of, as its prototype shows it. */
export interface Ancestor {
  readonly prototype: object;
  /** Undefined for a prototype that is not a class's. */
  readonly constructor: Function | undefined;
}

/**
 * The classes of an object, the most derived first, found without reading any
 * of its members; none for an object that does not let itself be looked at.
 */
export function prototypeChain(instance: object): readonly Ancestor[] {
  const chain: Ancestor[] = [];
  try {
    let prototype = Object.getPrototypeOf(instance) as object | null;
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

function constructorOf(prototype: object): Function | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(
    prototype,
    'constructor',
  )?.value;
  return typeof value === 'function' ? value : undefined;
}
