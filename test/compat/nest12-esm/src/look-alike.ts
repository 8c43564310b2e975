import { ExpvarRegistry, Var } from 'nestjs-expvar';

/** Has the public methods of a variable, but does not extend Var. */
class LookAlike {
  toString(): string {
    return '1';
  }

  toJSON(): unknown {
    return 1;
  }
}

class Counter extends Var {
  toString(): string {
    return '1';
  }
}

export function publishBoth(registry: ExpvarRegistry): void {
  registry.publish('counter', new Counter());
  // @ts-expect-error The type of variables is nominal; publish would throw.
  registry.publish('look-alike', new LookAlike());
}
