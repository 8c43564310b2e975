import { ExpvarRegistry, IntVar, MapVar } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import {
  MEASURED_CALLS,
  type MeasuredCalls,
} from '../../../src/vars/measured-calls.js';

const CALLS: MeasuredCalls = {
  kind: 'method',
  unit: 's',
  readCalls: vi.fn<MeasuredCalls['readCalls']>(),
};

/** Creates a map that measures calls, each with the keys that lead to it. */
function measuringMap(...keys: string[][]): MapVar {
  return Object.defineProperty(new MapVar(), MEASURED_CALLS, {
    value: () => keys.map((path) => [path, CALLS] as const),
  });
}

function measuredPaths(registry: ExpvarRegistry) {
  return [...registry.measuredCalls()];
}

describe('the measured calls of a registry', () => {
  test('have the paths of the routes in a top-level map', () => {
    const registry = new ExpvarRegistry();
    registry.publish('http', measuringMap(['GET /a'], ['GET /b', 'x']));
    registry.newMap('other');
    expect(measuredPaths(registry)).toEqual([
      [['http', 'GET /a'], CALLS],
      [['http', 'GET /b', 'x'], CALLS],
    ]);
  });

  test('have the paths of the methods published into a map', () => {
    const registry = new ExpvarRegistry();
    registry.publishInMap('quotes', 'buy', measuringMap([]));
    registry.publishInMap('quotes', 'sell', measuringMap([]));
    registry.publishInMap('quotes', 'jobs', new IntVar());
    expect(measuredPaths(registry)).toEqual([
      [['quotes', 'buy'], CALLS],
      [['quotes', 'sell'], CALLS],
    ]);
  });

  test('of a map are left out once its name is unpublished', () => {
    const registry = new ExpvarRegistry();
    registry.publish('http', measuringMap(['GET /a']));
    registry.publishInMap('quotes', 'buy', measuringMap([]));
    registry.unpublish('http');
    registry.unpublish('quotes');
    expect(measuredPaths(registry)).toEqual([]);
    registry.newMap('http');
    registry.newMap('quotes');
    expect(measuredPaths(registry)).toEqual([]);
  });

  test('of a method are left out while its key has another variable', () => {
    const registry = new ExpvarRegistry();
    const method = measuringMap([]);
    registry.publishInMap('quotes', 'buy', method);
    const map = registry.get('quotes', MapVar)!;
    map.set('buy', new IntVar());
    expect(measuredPaths(registry)).toEqual([]);
    map.delete('buy');
    expect(measuredPaths(registry)).toEqual([]);
    map.set('buy', method);
    expect(measuredPaths(registry)).toEqual([[['quotes', 'buy'], CALLS]]);
  });
});
