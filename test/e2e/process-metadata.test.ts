import { ExpvarRegistry } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, start } from '../support/platforms.js';
import { withoutMetadata } from '../support/without-metadata.js';

async function startProcessVars() {
  const { app, url } = await start(
    'express',
    moduleOf({
      imports: [bareExpvar({ cmdline: true, memstats: true, node: true })],
    }),
  );
  const { text } = await call(`${url}/debug/vars`);
  return {
    registry: app.get(ExpvarRegistry),
    document: JSON.parse(text) as Record<string, unknown>,
  };
}

test('every number of memstats and node has a kind, a unit and a description', async () => {
  const { registry, document } = await startProcessVars();

  const { numbers, incomplete } = withoutMetadata(registry, document);

  // 24 figures, two rings of 256 and 61 size classes are those of memstats.
  expect(numbers).toBeGreaterThan(24 + 2 * 256 + 61 * 3 + 60);
  expect(incomplete).toEqual([]);
});

test.each<[string[], object]>([
  [
    ['memstats', 'HeapAlloc'],
    {
      kind: 'gauge',
      unit: 'By',
      description: 'Objects on the heap, garbage included',
    },
  ],
  [
    ['memstats', 'PauseTotalNs'],
    {
      kind: 'counter',
      unit: 'ns',
      description: 'Time that collections paused the thread',
    },
  ],
  [
    ['node', 'eventLoop', 'delay', 'p99'],
    {
      kind: 'gauge',
      unit: 's',
      description: '99th percentile',
      metric: 'nodejs_eventloop_lag_p99_seconds',
    },
  ],
  [
    ['node', 'heap', 'spaces', 'old_space', 'used'],
    {
      kind: 'gauge',
      unit: 'By',
      description: 'Objects in the space',
      metric: 'nodejs_heap_space_size_used_bytes',
    },
  ],
  [
    ['node', 'gc', 'minor', 'duration'],
    {
      kind: 'counter',
      unit: 's',
      description: 'Time spent in collections of the young generation',
    },
  ],
])('the metadata of %j is stated', async (path, meta) => {
  const { registry } = await startProcessVars();

  expect(registry.meta(...path)).toEqual(meta);
});

test.each([
  [['cmdline', '0']],
  [['memstats', 'Nothing']],
  [['memstats', 'HeapAlloc', 'used']],
  [['node', 'nothing']],
  [['node', 'memory', 'nothing']],
  [['node', 'heap', 'spaces', 'old_space', 'nothing']],
  [['node', 'cpu', 'load', 'ten']],
])('%j does not exist and has no metadata', async (path) => {
  const { registry } = await startProcessVars();

  expect(registry.meta(...path)).toBeUndefined();
});
