import { expect, test } from 'vitest';
import type { PrometheusOptions } from '../../../src/options/prometheus.options.js';
import type { ExpvarRegistry } from '../../../src/registry/expvar.registry.js';
import { createPrometheus } from '../../support/prometheus.js';

type Fields = [field: number, value: number | Buffer][];

/** The fields of a message; the value of a double is 8 bytes. */
function decode(bytes: Buffer): Fields {
  const fields: Fields = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value;
      }
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    const length = wireType === 2 ? varint() : wireType === 1 ? 8 : undefined;
    const value =
      length === undefined ? varint() : bytes.subarray(at, (at += length));
    fields.push([Math.floor(tag / 8), value]);
  }
  return fields;
}

function all(message: Buffer, field: number): Buffer[] {
  return decode(message)
    .filter(([each]) => each === field)
    .map(([, value]) => value as Buffer);
}

/** Renders what `publish` publishes, and returns its families. */
async function families(
  publish: (registry: ExpvarRegistry) => void,
  options: PrometheusOptions = {},
): Promise<Buffer[]> {
  const { registry, renderer } = createPrometheus(options);
  publish(registry);
  const bytes = await renderer.render('protobuf', 'underscores');
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[at++]!;
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        break;
      }
    }
    messages.push(bytes.subarray(at, at + length));
    at += length;
  }
  return messages;
}

const textOf = (message: Buffer, field: number) =>
  all(message, field).map((value) => value.toString());

const numbersOf = (message: Buffer, field: number) =>
  decode(message)
    .filter(([each]) => each === field)
    .map(([, value]) =>
      typeof value === 'number' ? value : value.readDoubleLE(),
    );

test('writes name, help, type, unit, labels and value of numbers', async () => {
  const [jobs, size, version] = await families(
    (registry) => {
      registry
        .newMap('jobs', {
          kind: 'counter',
          label: 'queue',
          description: '任务',
        })
        .add('a', 300);
      registry.newInt('size', { kind: 'gauge', unit: 'By' }).set(-5);
      registry.newString('version', { kind: 'info' }).set('x'.repeat(300));
    },
    { labels: { region: 'eu' } },
  );
  expect(textOf(jobs!, 1)).toEqual(['jobs_total']);
  expect(textOf(jobs!, 2)).toEqual(['任务']);
  expect(numbersOf(jobs!, 3)).toEqual([0]);
  const [metric] = all(jobs!, 4);
  expect(
    all(metric!, 1).map((label) => [textOf(label, 1)[0], textOf(label, 2)[0]]),
  ).toEqual([
    ['queue', 'a'],
    ['region', 'eu'],
  ]);
  const [counter] = all(metric!, 3);
  expect(numbersOf(counter!, 1)).toEqual([300]);
  const [created] = all(counter!, 3);
  expect(numbersOf(created!, 1)).toEqual([
    Math.floor(Math.round(performance.timeOrigin) / 1000),
  ]);

  expect(textOf(size!, 1)).toEqual(['size_bytes']);
  expect(numbersOf(size!, 3)).toEqual([1]);
  expect(textOf(size!, 5)).toEqual(['bytes']);
  const [gauge] = all(all(size!, 4)[0]!, 2);
  expect(numbersOf(gauge!, 1)).toEqual([-5]);

  expect(textOf(version!, 1)).toEqual(['version_info']);
  const [label] = all(all(version!, 4)[0]!, 1);
  expect(textOf(label!, 2)).toEqual(['x'.repeat(300)]);
});

async function histogramOf(
  values: readonly number[],
  { buckets, ...options }: PrometheusOptions & { buckets?: number[] } = {},
): Promise<Buffer> {
  const [family] = await families((registry) => {
    const histogram = registry.newHistogram('h', buckets ? { buckets } : {});
    values.forEach((value) => histogram.record(value));
  }, options);
  return all(all(family!, 4)[0]!, 7)[0]!;
}

/** The signed numbers of a packed field. */
function deltas(message: Buffer, field: number): number[] {
  const [packed] = all(message, field);
  return [...packed!].map((byte) => (byte % 2 ? -(byte + 1) / 2 : byte / 2));
}

test('writes native histograms of schema 3', async () => {
  // The upper bound of bucket i is 2^(i / 8).
  const histogram = await histogramOf([0, 1, 1.05, 1.2, 1.2, 2]);
  expect(numbersOf(histogram, 1)).toEqual([6]);
  expect(numbersOf(histogram, 2)).toEqual([6.45]);
  expect(numbersOf(histogram, 5)).toEqual([6]); // zigzag of 3
  expect(numbersOf(histogram, 7)).toEqual([1]);
  const [span] = all(histogram, 12);
  expect(numbersOf(span!, 1)).toEqual([0]);
  expect(numbersOf(span!, 2)).toEqual([9]);
  // Counts 1 (to 1), 1 (1.05), 0, 2 (1.2), 0, 0, 0, 0, 1 (to 2).
  expect(deltas(histogram, 13)).toEqual([1, 0, -1, 2, -2, 0, 0, 0, 1]);
  expect(all(histogram, 3)).toEqual([]);
});

test('writes a span without buckets for an empty native histogram', async () => {
  const histogram = await histogramOf([]);
  expect(numbersOf(histogram, 1)).toEqual([0]);
  const [span] = all(histogram, 12);
  expect([numbersOf(span!, 1), numbersOf(span!, 2)]).toEqual([[0], [0]]);
  expect(all(histogram, 13)).toEqual([]);
});

test('adds the classic buckets that the metadata states', async () => {
  const histogram = await histogramOf([1, 3], { buckets: [1, 2] });
  const buckets = all(histogram, 3).map((bucket) => [
    numbersOf(bucket, 2)[0],
    numbersOf(bucket, 1)[0],
  ]);
  expect(buckets).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(numbersOf(histogram, 5)).toEqual([6]);
});

test('writes classic buckets alone without the option nativeHistograms', async () => {
  const histogram = await histogramOf([1, 3], { nativeHistograms: false });
  expect(all(histogram, 3)).toHaveLength(11);
  expect(numbersOf(histogram, 5)).toEqual([]);
});

test('writes counts beyond 2^53 as floats', async () => {
  const [family] = await families((registry) => {
    const histogram = registry.newHistogram('h', { buckets: [1] });
    histogram.record(0);
    histogram.record(1);
    for (let i = 0; i < 60; i++) {
      histogram.merge(histogram);
    }
  });
  const histogram = all(all(family!, 4)[0]!, 7)[0]!;
  expect(numbersOf(histogram, 4)).toEqual([2 ** 61]);
  expect(numbersOf(histogram, 1)).toEqual([]);
  expect(numbersOf(histogram, 8)).toEqual([2 ** 60]);
  expect(all(histogram, 14)[0]!.readDoubleLE()).toBe(2 ** 60);
  expect(numbersOf(all(histogram, 3)[0]!, 4)).toEqual([2 ** 61]);
});

test('keeps all bytes of a long family, wherever its buffer grows', async () => {
  for (let length = 1; length < 64; length++) {
    const { registry, renderer } = createPrometheus();
    const map = registry.newMap('jobs', {
      kind: 'counter',
      description: 'a'.repeat(length),
    });
    for (let key = 0; key < 120; key++) {
      map.add(`key${key}`);
    }
    const render = () => renderer.render('protobuf', 'underscores');
    const first = await render();
    // The buffer has grown by now.
    expect(first.equals(await render()), `help of ${length} bytes`).toBe(true);
  }
});
