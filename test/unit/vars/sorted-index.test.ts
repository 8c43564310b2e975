import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../../../src/encoding/key-order.js';
import { goQuote } from '../../../src/encoding/go-string.js';
import { IntVar } from '../../../src/vars/int-var.js';
import { selectEntries, SortedIndex } from '../../../src/vars/sorted-index.js';
import type { SortedEntries } from '../../../src/vars/sorted-entries.js';
import type { Var } from '../../../src/vars/var.js';

/** Converts sorted entries to a plain list. */
function listOf(entries: SortedEntries) {
  const { buffer, byteOffset } = entries.encodedKeys;
  return entries.keys.map((key, i) => {
    const start = entries.start(i);
    const bytes = Buffer.from(
      buffer,
      byteOffset + start,
      entries.ends[i]! - start,
    );
    return { key, value: entries.values[i], encodedKey: bytes.toString() };
  });
}

function expected(variables: ReadonlyMap<string, Var | null>) {
  return [...variables]
    .toSorted(([a], [b]) => compareKeys(a, b))
    .map(([key, value]) => ({ key, value, encodedKey: `, ${goQuote(key)}: ` }));
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

// Few different keys, so that changes meet; some have the same encoded bytes.
const key = fc.oneof(
  fc.nat(40).map((n) => `k${n}`),
  fc.constantFrom('é', '<', '\ud800', '\ud801', '\ufffd', '\u{1f680}', ''),
);
const change = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('set' as const), key) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), key) },
  { weight: 3, arbitrary: fc.constant(['read'] as const) },
  { weight: 1, arbitrary: fc.constant(['clear'] as const) },
);

test('after any changes the entries are the sorted variables', () => {
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

test('entries do not change after they were returned', () => {
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

test('entries are created once per change', () => {
  const subject = new Subject();
  subject.set('a');
  const first = subject.sorted.entries(subject.variables);
  expect(subject.sorted.entries(subject.variables)).toBe(first);
  subject.set('b');
  expect(subject.sorted.entries(subject.variables)).not.toBe(first);
});

test('changed keys do not accumulate while nobody reads', () => {
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

describe('updateInSteps', () => {
  function many(count: number): Subject {
    const subject = new Subject();
    for (let i = 0; i < count; i++) {
      subject.set(`k${(i * 7919) % count}`);
    }
    return subject;
  }

  /** Starts an update and sets a key before it is finished. */
  function unfinishedUpdate() {
    const subject = many(5000);
    const update = subject.sorted.updateInSteps(subject.variables);
    update.next();
    subject.set('late');
    const { sorted, variables } = subject;
    return { subject, sorted, variables, update };
  }

  test('takes many steps for many variables', () => {
    const { sorted, variables } = many(20_000);
    const steps = [...sorted.updateInSteps(variables)].length;
    expect(steps).toBeGreaterThan(40);
    expect(listOf(sorted.latest)).toEqual(expected(variables));
  });

  test('leaves changes between its steps to the next caller', () => {
    const { subject, sorted, variables, update } = unfinishedUpdate();
    subject.delete('k17');
    subject.set('k18');
    const k19 = variables.get('k19');
    while (!update.next().done);
    expect(sorted.latest.keys).toContain('k4999');
    const now = sorted.entries(variables);
    expect(listOf(now)).toEqual(expected(variables));
    expect(now.values[now.keys.indexOf('k19')]).toBe(k19);
  });

  test('allows interleaved callers, and another caller may finish first', () => {
    const { sorted, variables, update } = unfinishedUpdate();
    const second = sorted.updateInSteps(variables);
    second.next();
    update.next();
    second.next();
    expect(listOf(sorted.entries(variables))).toEqual(expected(variables));
    const { latest } = sorted;
    while (!update.next().done);
    while (!second.next().done);
    expect(sorted.latest).toBe(latest);
  });

  test('includes all changes before its call', () => {
    const { sorted, variables } = unfinishedUpdate();
    const second = sorted.updateInSteps(variables);
    while (!second.next().done);
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

test('selected entries keep their order and their encoded keys', () => {
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
