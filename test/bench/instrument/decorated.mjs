/** Applies a method decorator without TypeScript. */
export function decorate(decorator, target, key) {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  decorator(target, key, descriptor);
  Object.defineProperty(target, key, descriptor);
}

/**
 * A class with the methods to measure.
 *
 * @param decorator of each of them
 */
export function methods(decorator) {
  class Methods {
    empty() {}

    /** Of about 100 ns. */
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
 * Calls methods of several other classes: an application has more than one, and
 * the engine learns from all of them what it may expect of each.
 */
export function callOthers(makeDecorator) {
  for (let i = 0; i < 8; i++) {
    class Other {
      [`field${i}`] = i;

      give(value) {
        return i % 2 === 0 ? value : { value };
      }
    }
    decorate(makeDecorator(), Other.prototype, 'give');
    const other = new Other();
    for (let times = 0; times < 2000; times++) {
      other.give(times);
    }
  }
}

/** As a decorator, nothing. */
export const none = () => {};
