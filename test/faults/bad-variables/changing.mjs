import { FuncVar, MapVar } from 'nestjs-expvar';
import { fails, func, gives } from '../bad-variable.mjs';
import { CustomVar, intOf } from '../make-variables.mjs';
import { TOO_LONG } from '../failure-reasons.mjs';

const VICTIM = 'variable that another unpublishes and publishes again';

/** An array to which its elements add others while they are written. */
function growing() {
  /** @type {object[]} */
  const array = [];
  const toJSON = () => array.push({ toJSON });
  array.push({ toJSON });
  return array;
}

/** A Map that iterates over the same key for ever. */
function endless() {
  return Object.assign(new Map(), {
    *[Symbol.iterator]() {
      for (;;) {
        yield ['a', undefined];
      }
    },
  });
}

/** Variables and values that change while the document is written (D18, E7). */
export const changingVariables = [
  gives(
    'publishes and unpublishes a variable',
    (registry) =>
      new FuncVar(() => {
        registry.newInt('a variable that does not stay');
        return registry.unpublish('a variable that does not stay');
      }),
    'true',
  ),
  gives(
    'unpublishes another variable and publishes it again',
    (registry) =>
      new FuncVar(() => {
        const victim = registry.get(VICTIM);
        const wasThere = registry.unpublish(VICTIM);
        registry.publish(VICTIM, victim ?? null);
        return wasThere;
      }),
    'true',
  ),
  gives(VICTIM, () => intOf(7), '7'),
  gives(
    'publishes and unpublishes a variable while it is written',
    (registry) =>
      new CustomVar(() => {
        registry.newInt('another that does not stay');
        return String(registry.unpublish('another that does not stay'));
      }),
    'true',
  ),
  gives(
    'map whose function adds and deletes keys',
    () => {
      const map = new MapVar();
      map.add('a');
      map.set(
        'b',
        new FuncVar(() => {
          map.delete('a');
          map.add('a', 2);
          map.add('c');
          map.delete('c');
          return 3;
        }),
      );
      return map;
    },
    '{"a": 2, "b": 3}',
  ),
  gives(
    'map that is emptied while it is written',
    () => {
      const map = new MapVar();
      const fill = () => {
        map.add('a');
        map.set('b', wiping);
        map.add('c');
      };
      const wiping = new CustomVar(() => {
        map.init();
        fill();
        return '2';
      });
      fill();
      return map;
    },
    '{"a": 1, "b": 2, "c": 1}',
  ),
  fails('array that grows while it is written', func(growing), TOO_LONG),
  fails('Map whose own iterator does not end', func(endless), TOO_LONG),
  gives(
    'array that is cut while it is written',
    func(() => {
      const array = [{ toJSON: () => (array.length = 1) }, 2, 3];
      return array;
    }),
    '[1]',
  ),
  gives(
    'object that loses members while it is written',
    func(() => ({
      /** @this {{ b?: number }} */
      get a() {
        delete this.b;
        return 1;
      },
      b: 2,
      c: 3,
    })),
    '{"a":1,"c":3}',
  ),
  gives(
    'Map that is emptied while it is written',
    func(() => {
      const map = new Map();
      const toJSON = () => {
        map.clear();
        return 1;
      };
      return map.set('a', { toJSON }).set('b', 2);
    }),
    '{"a":1,"b":2}',
  ),
  gives(
    'object that all share and each changes',
    () => {
      /** @type {{ list: string[] }} */
      const shared = { list: [] };
      const map = new MapVar();
      for (const key of ['a', 'b']) {
        map.set(
          key,
          new FuncVar(() => {
            shared.list = [key];
            return shared;
          }),
        );
      }
      return map;
    },
    // All functions are called before any value is written.
    '{"a": {"list":["b"]}, "b": {"list":["b"]}}',
  ),
  fails(
    'variable that gives another type each time',
    () => {
      let calls = 0;
      const values = [undefined, NaN, () => 1];
      return new FuncVar(() => values[calls++ % values.length]);
    },
    /^Error: JSON cannot hold /,
  ),
];
