import {
  ExpvarRegistry,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
} from 'nestjs-expvar';
import { beforeEach, describe, expect, test } from 'vitest';

let registry: ExpvarRegistry;

beforeEach(() => {
  registry = new ExpvarRegistry();
});

describe('registry.meta', () => {
  test('returns the metadata that the publisher states for members of an object', () => {
    registry.func('queue', () => ({ length: 1, oldest: { age: 2 } }), {
      members: {
        length: { kind: 'gauge', unit: '{job}' },
        oldest: { members: { age: { unit: 's' } } },
      },
    });
    expect(registry.meta('queue', 'length')).toEqual({
      kind: 'gauge',
      unit: '{job}',
    });
    expect(registry.meta('queue', 'oldest', 'age')).toEqual({ unit: 's' });
    expect(registry.meta('queue', 'oldest', 'size')).toBeUndefined();
    expect(registry.meta('queue', 'width')).toBeUndefined();
  });

  test('returns the metadata of each for every key of a map', () => {
    const routes = registry.newMap('routes', {
      each: { members: { bytes: { kind: 'counter', unit: 'By' } } },
    });
    const route = new MapVar();
    route.add('bytes', 5);
    route.add('other');
    routes.set('GET /', route);
    expect(registry.meta('routes', 'GET /', 'bytes')).toEqual({
      kind: 'counter',
      unit: 'By',
    });
    expect(registry.meta('routes', 'GET /', 'other')).toBeUndefined();
    expect(registry.meta('routes', 'GET /missing')).toBeUndefined();
  });

  test('prefers the metadata of a member to that of each', () => {
    registry.func('pools', () => ({ main: 1, spare: 2 }), {
      members: { main: { unit: 'By' } },
      each: { unit: '1' },
    });
    expect(registry.meta('pools', 'main')).toEqual({ unit: 'By' });
    expect(registry.meta('pools', 'spare')).toEqual({ unit: '1' });
  });

  test('prefers the metadata with which a key was published', () => {
    registry.publish('jobs', new MapVar(), { each: { unit: '1' } });
    registry.publishInMap('jobs', 'done', new IntVar(), { unit: '{job}' });
    expect(registry.meta('jobs', 'done')).toMatchObject({ unit: '{job}' });
  });

  test('returns the unit of a histogram for its members', () => {
    registry.newHistogram('latency', { unit: 's', window: 60 });
    expect(registry.meta('latency', 'p99')).toEqual({
      kind: 'gauge',
      unit: 's',
      description: '99th percentile',
    });
    expect(registry.meta('latency', 'count')).toMatchObject({
      kind: 'counter',
      unit: '1',
    });
    expect(registry.meta('latency', 'window', 'p50')).toMatchObject({
      kind: 'gauge',
      unit: 's',
    });
    expect(registry.meta('latency', 'p98')).toBeUndefined();
  });

  test('returns the unit of a rate per second for its averages', () => {
    registry.newRate('orders', { unit: '{order}' });
    expect(registry.meta('orders', 'rate5m')).toMatchObject({
      kind: 'gauge',
      unit: '{order}/s',
    });
    expect(registry.meta('orders', 'count')).toMatchObject({
      kind: 'counter',
      unit: '{order}',
    });
  });

  test('knows the members of histograms and rates inside maps', () => {
    const map = registry.newMap('methods', {
      each: { unit: 'ms' },
    });
    map.set('place', new HistogramVar());
    map.set('cancel', new RateVar());
    expect(registry.meta('methods', 'place', 'max')).toMatchObject({
      unit: 'ms',
    });
    expect(registry.meta('methods', 'cancel', 'rate1m')).toMatchObject({
      unit: 'ms/s',
    });
  });

  test('returns the limits of a histogram only for the p99 of its window', () => {
    const limits = { warning: 0.2, critical: 1 };
    registry.newHistogram('latency', { unit: 's', window: 60, limits });
    expect(registry.meta('latency', 'window', 'p99')).toEqual({
      kind: 'gauge',
      unit: 's',
      description: '99th percentile',
      limits,
    });
    expect(registry.meta('latency', 'p99')).not.toHaveProperty('limits');
    expect(registry.meta('latency', 'window', 'p95')).not.toHaveProperty(
      'limits',
    );
  });

  test('ignores inherited properties', () => {
    registry.publish('value', new FuncVar(() => 1), { members: {} });
    expect(registry.meta('value', 'toString')).toBeUndefined();
    expect(registry.meta('value', '__proto__')).toBeUndefined();
  });

  test('forgets the keys of a map that is unpublished', () => {
    registry.publishInMap('jobs', 'done', new IntVar(), { unit: '{job}' });
    registry.unpublish('jobs');
    registry.newMap('jobs').add('done');
    expect(registry.meta('jobs', 'done')).toBeUndefined();
  });
});
