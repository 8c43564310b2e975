import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../../../src/encoding/key-order.js';
import { goQuote } from '../../../src/encoding/go-string.js';
import { IntVar } from '../../../src/vars/int-var.js';
import { selectEntries, SortedIndex } from '../../../src/vars/sorted-index.js';
import type { SortedEntries } from '../../../src/vars/sorted-entries.js';
import type { Var } from '../../../src/vars/var.js';

/** What a sequence says, in the form of the plain list it stands for. */
function listOf(sequence: SortedEntries) {
  const { buffer, byteOffset } = sequence.encodedKeys;
  return sequence.keys.map((key, i) => {
    const start = sequence.start(i);
    const bytes = Buffer.from(
      buffer,
      byteOffset + start,
      sequence.ends[i]! - start,
    );
    return { key, value: sequence.values[i], head: bytes.toString() };
  });
}

function expected(variables: ReadonlyMap<string, Var | null>) {
  return [...variables]
    .toSorted(([a], [b]) => compareKeys(a, b))
    .map(([key, value]) => ({ key, value, head: `, ${goQuote(key)}: ` }));
}

class Subject {
  readonly variables = new Map<string, Var | null>();
  readonly sorted = new SortedIndex(', ');

  set(key: string): void {
    this.variables.set(key, new IntVar());
    this.sorted.keyChanged(key);
  }

  delete(key: string): void {
    this.variables.delete(key);
    this.sorted.keyChanged(key);
  }
}

// Few different ones, so that they meet; some alike when they are encoded.
const key = fc.oneof(
  fc.nat(40).map((n) => `k${n}`),
  fc.constantFrom('é', '<', '\ud800', '\ud801', '\ufffd', '\u{1f680}', ''),
);
const change = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('set' as const), key) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), key) },
  { weight: 3, arbitrary: fc.constant(['look'] as const) },
  { weight: 1, arbitrary: fc.constant(['clear'] as const) },
);

test('whatever comes and goes, it is the sorted variables', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const subject = new Subject();
      const { variables, sorted } = subject;
      for (const [action, target] of changes) {
        if (action === 'set') {
          subject.set(target);
        } else if (action === 'delete') {
          subject.delete(target);
        } else if (action === 'clear') {
          variables.clear();
          sorted.allChanged();
        } else {
          expect(listOf(sorted.entries(variables))).toEqual(
            expected(variables),
          );
        }
      }
      expect(listOf(sorted.entries(variables))).toEqual(expected(variables));
    }),
    { numRuns: 2000 },
  );
});

test('a sequence is as it was, whatever changes later', () => {
  const subject = new Subject();
  subject.set('a');
  subject.set('b');
  const before = subject.sorted.entries(subject.variables);
  const list = listOf(before);
  subject.delete('a');
  subject.set('b');
  subject.set('c');
  subject.sorted.entries(subject.variables);
  expect(listOf(before)).toEqual(list);
});

test('it is made once, until something changes', () => {
  const subject = new Subject();
  subject.set('a');
  const first = subject.sorted.entries(subject.variables);
  expect(subject.sorted.entries(subject.variables)).toBe(first);
  subject.set('b');
  expect(subject.sorted.entries(subject.variables)).not.toBe(first);
});

test('keys that come and go while nobody looks do not pile up', () => {
  const subject = new Subject();
  subject.set('stays');
  subject.sorted.entries(subject.variables);
  for (let i = 0; i < 1000; i++) {
    subject.set(`k${i}`);
    subject.delete(`k${i}`);
  }
  const { changed } = subject.sorted as unknown as {
    changed: Set<string> | 'all';
  };
  expect(changed).toBe('all');
  expect(listOf(subject.sorted.entries(subject.variables))).toEqual(
    expected(subject.variables),
  );
});

describe('in steps', () => {
  function many(count: number): Subject {
    const subject = new Subject();
    for (let i = 0; i < count; i++) {
      subject.set(`k${(i * 7919) % count}`);
    }
    return subject;
  }

  /** A caller in the middle of its steps, and a key that came since. */
  function midway() {
    const subject = many(5000);
    const one = subject.sorted.updateInSteps(subject.variables);
    one.next();
    subject.set('late');
    const { sorted, variables } = subject;
    return { subject, sorted, variables, one };
  }

  test('many variables take many', () => {
    const { sorted, variables } = many(20_000);
    const steps = [...sorted.updateInSteps(variables)].length;
    expect(steps).toBeGreaterThan(40);
    expect(listOf(sorted.latest)).toEqual(expected(variables));
  });

  test('what changes between them is there for the next caller', () => {
    const { subject, sorted, variables, one } = midway();
    subject.delete('k17');
    subject.set('k18');
    const k19 = variables.get('k19');
    while (!one.next().done);
    expect(sorted.latest.keys).toContain('k4999');
    const now = sorted.entries(variables);
    expect(listOf(now)).toEqual(expected(variables));
    expect(now.values[now.keys.indexOf('k19')]).toBe(k19);
  });

  test('callers may take turns, and one may finish for the other', () => {
    const { sorted, variables, one } = midway();
    const two = sorted.updateInSteps(variables);
    two.next();
    one.next();
    two.next();
    expect(listOf(sorted.entries(variables))).toEqual(expected(variables));
    const { latest } = sorted;
    while (!one.next().done);
    while (!two.next().done);
    expect(sorted.latest).toBe(latest);
  });

  test('a caller that comes later sees all that was there before it', () => {
    const { sorted, variables } = midway();
    const two = sorted.updateInSteps(variables);
    while (!two.next().done);
    expect(sorted.latest.keys).toContain('late');
  });
});

test('an error in an update loses no change', () => {
  const subject = new Subject();
  const { sorted, variables } = subject;
  subject.set('a');
  sorted.entries(variables);
  subject.set('b');
  const failing = {
    keys: () => variables.keys(),
    get: () => {
      throw new Error('out of memory');
    },
  } as unknown as typeof variables;
  expect(() => sorted.entries(failing)).toThrow('out of memory');
  expect(listOf(sorted.entries(variables))).toEqual(expected(variables));
});

test('a part of the variables keeps their order and their heads', () => {
  const subject = new Subject();
  for (let i = 0; i < 3000; i++) {
    subject.set(`k${i}`);
  }
  const all = subject.sorted.entries(subject.variables);
  for (const end of ['', '1', '99', 'none']) {
    const includes = (key: string) => key.endsWith(end);
    const steps = selectEntries(all, ', ', includes);
    let step = steps.next();
    while (!step.done) {
      step = steps.next();
    }
    expect(listOf(step.value)).toEqual(
      listOf(all).filter(({ key }) => includes(key)),
    );
  }
});
