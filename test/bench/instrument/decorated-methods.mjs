/**
 * Applies a method decorator without TypeScript.
 *
 * @param {MethodDecorator} decorator
 * @param {object} target
 * @param {string} key
 */
export function decorate(decorator, target, key) {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (descriptor === undefined) {
    throw new Error(`there is no ${key}`);
  }
  decorator(target, key, descriptor);
  Object.defineProperty(target, key, descriptor);
}

/**
 * Creates an object with the methods to measure.
 *
 * @param {MethodDecorator} decorator of each method
 */
export function createMethods(decorator) {
  class Methods {
    empty() {}

    /** Takes about 100 ns. */
    work() {
      let hash = 7;
      for (let i = 0; i < 100; i++) {
        hash = (Math.imul(hash, 31) + i) | 0;
      }
      return hash;
    }

    async asynchronous() {
      // oxlint-disable-next-line typescript/await-thenable
      await undefined;
    }
  }
  for (const key of ['empty', 'work', 'asynchronous']) {
    decorate(decorator, Methods.prototype, key);
  }
  return new Methods();
}

/**
 * Calls decorated methods of several other classes. An application has more
 * than one, and the engine optimizes for all classes that it has seen.
 *
 * @param {() => MethodDecorator} makeDecorator
 */
export function callOtherClasses(makeDecorator) {
  for (let i = 0; i < 8; i++) {
    class Other {
      constructor() {
        // A different shape for each class.
        Object.assign(this, { [`field${i}`]: i });
      }

      /** @param {unknown} value */
      wrap(value) {
        return i % 2 === 0 ? value : { value };
      }
    }
    decorate(makeDecorator(), Other.prototype, 'wrap');
    const other = new Other();
    for (let times = 0; times < 2000; times++) {
      other.wrap(times);
    }
  }
}

/**
 * A decorator that changes nothing.
 *
 * @type {MethodDecorator}
 */
export const undecorated = () => {};
