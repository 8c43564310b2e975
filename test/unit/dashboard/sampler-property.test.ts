import fc from 'fast-check';
import { FuncVar, IntVar, MapVar, StringVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { Replica } from '../../support/dashboard-replica.js';
import { SampledRegistry } from '../../support/sampled-registry.js';

const names = ['a', 'b', 'c', '__proto__'];

type Step = (subject: SampledRegistry) => void;

const value = fc.oneof(
  fc.integer(),
  fc.constantFrom(null, 'text', 0.5, 2n ** 60n, [1, 'x'], {}),
  fc.dictionary(fc.constantFrom('x', 'y', '__proto__'), fc.integer()),
);

const step: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constantFrom('int', 'text', 'func', 'fails', 'map', 'key', 'drop'),
    name: fc.constantFrom(...names),
    key: fc.constantFrom(...names),
    value,
  })
  .map(({ kind, name, key, value: drawn }) => ({ registry }) => {
    const target = registry.get(name);
    if (kind === 'key' && target instanceof MapVar) {
      if (typeof drawn === 'number') {
        target.add(key, (drawn % 1000) | 0);
      } else {
        target.set(key, new FuncVar(() => drawn));
      }
      return;
    }
    if (kind === 'int' && target instanceof IntVar) {
      target.set(typeof drawn === 'number' ? drawn | 0 : 2n ** 62n);
      return;
    }
    registry.unpublish(name);
    if (kind === 'int') {
      registry.newInt(name);
    } else if (kind === 'text') {
      registry.publish(name, new StringVar());
    } else if (kind === 'func') {
      registry.func(name, () => drawn);
    } else if (kind === 'fails') {
      registry.func(name, () => {
        throw new Error(typeof drawn);
      });
    } else if (kind === 'map') {
      registry.newMap(name);
    }
  });

function stateOf(replica: Replica) {
  return {
    values: replica.values(),
    nodes: [...replica.nodes.keys()],
    failures: replica.failures,
    lazy: replica.lazy,
    late: replica.late,
  };
}

test('a page that follows the deltas knows what a new page gets', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 6 }),
      async (samples) => {
        const subject = new SampledRegistry();
        const replica = await subject.open();
        for (const steps of samples) {
          steps.forEach((each) => each(subject));
          await subject.sample(replica);
          expect(stateOf(replica)).toEqual(
            stateOf(new Replica(subject.snapshot())),
          );
        }
      },
    ),
    { numRuns: 200 },
  );
});
