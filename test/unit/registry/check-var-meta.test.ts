import { ExpvarRegistry, type VarMeta } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

describe('the metadata of a variable', () => {
  test.each<object>([
    { kind: 'counter', unit: '{job}', description: 'Jobs' },
    { kind: 'gauge', history: true, source: 'Jobs' },
    { kind: 'histogram', buckets: [0.1] },
    { kind: 'info', buckets: [0.1, 0.5, 2] },
    { label: 'status' },
    { label: ['_a1', 'B_2', 'lease', 'quantiles'] },
    { metric: 'jobs_failed_total' },
    { metric: ':_aZ9' },
    { metric: false },
    { pathLabels: ['queue', 'status'] },
    { members: {} },
    { members: { a: { members: { b: { unit: 's' } } } } },
    { each: { label: 'queue', each: { kind: 'counter' } } },
    { description: undefined, label: undefined, buckets: undefined },
  ])('may be %j', (meta) => {
    const registry = new ExpvarRegistry();
    registry.newInt('jobs', meta);
    expect(registry.meta('jobs')).toEqual({
      source: 'registry.newInt()',
      ...meta,
    });
  });

  test.each([
    [{ label: '1a' }, 'label'],
    [{ label: 'a-b' }, 'label'],
    [{ label: 'quantile' }, 'label'],
    [{ label: ['a', 'le'] }, 'label'],
    [{ label: ['a', null] }, 'label'],
    [{ pathLabels: [] }, 'pathLabels'],
    [{ buckets: [-1, 1] }, 'buckets'],
    [{ buckets: [1, NaN] }, 'buckets'],
    [{ buckets: { length: 1 } }, 'buckets'],
    [{ metric: 'jobs-failed' }, 'metric'],
    [{ metric: 'jobs!' }, 'metric'],
    [{ metric: 5 }, 'metric'],
    [{ unit: ' ' }, 'unit'],
    [{ description: 5 }, 'description'],
    [{ source: null }, 'source'],
    [{ each: null }, 'each'],
    [{ members: { a: null } }, 'members.a'],
  ])('may not be %j', (meta, option) => {
    const registry = new ExpvarRegistry();
    expect(() => registry.newInt('jobs', meta as object)).toThrow(
      `option ${option}: it must be `,
    );
  });
});

describe('a label of all metrics', () => {
  const registry = new ExpvarRegistry(undefined, ['app', 'zone']);
  const mistake = (name: string) =>
    `: all metrics have the label ${name} by the option prometheus.labels; rename one of them`;

  test.each<[VarMeta, string]>([
    [{ label: 'app' }, `option label${mistake('app')}`],
    [{ label: ['queue', 'zone'] }, `option label${mistake('zone')}`],
    [
      { members: { a: { label: 'app' } } },
      `option members.a.label${mistake('app')}`,
    ],
    [{ each: { label: 'app' } }, `option each.label${mistake('app')}`],
    [
      { each: { members: { a: { label: 'app' } } } },
      `option each.members.a.label${mistake('app')}`,
    ],
  ])('is refused in %j', (meta, message) => {
    expect(() => registry.newInt('jobs', meta)).toThrow(
      new TypeError(
        `expvar: the metadata of "jobs", published by registry.newInt(), ${message}`,
      ),
    );
  });

  test('is refused in all places at once', () => {
    expect(() =>
      registry.newInt('jobs', {
        label: 'app',
        each: { label: 'zone' },
      }),
    ).toThrow(
      [
        'has 2 mistakes in its options:',
        `- option label${mistake('app')}`,
        `- option each.label${mistake('zone')}`,
      ].join('\n'),
    );
  });

  test('does not keep other labels from being used', () => {
    registry.newInt('other', { label: ['queue'], each: { label: 'status' } });
    expect(registry.has('other')).toBe(true);
  });
});
