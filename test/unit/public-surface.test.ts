import * as surface from 'nestjs-expvar';
import * as testing from 'nestjs-expvar/testing';
import { expect, expectTypeOf, test } from 'vitest';

test('the package exports exactly these names', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'Counted',
    'ExposeVar',
    'ExposeVarMap',
    'ExpvarModule',
    'ExpvarRegistry',
    'FloatVar',
    'FuncVar',
    'HistogramVar',
    'InjectVar',
    'IntVar',
    'MapVar',
    'RateVar',
    'StringVar',
    'Timed',
    'Var',
    'getVarToken',
    'goDuration',
  ]);
});

test('nestjs-expvar/testing exports exactly these names', () => {
  expect(Object.keys(testing).toSorted()).toEqual([
    'readMetrics',
    'readVars',
    'resetMetrics',
  ]);
});

test('the exported types compile in user code', () => {
  const registry = new surface.ExpvarRegistry();
  expectTypeOf(registry.newInt('a')).toEqualTypeOf<surface.IntVar>();
  expectTypeOf(registry.newFloat('b')).toEqualTypeOf<surface.FloatVar>();
  expectTypeOf(registry.newString('c')).toEqualTypeOf<surface.StringVar>();
  expectTypeOf(registry.newMap('d')).toEqualTypeOf<surface.MapVar>();
  expectTypeOf(
    registry.newHistogram('f', { window: 60, unit: 's', kind: 'histogram' }),
  ).toEqualTypeOf<surface.HistogramVar>();
  expectTypeOf(registry.newRate('g')).toEqualTypeOf<surface.RateVar>();
  expectTypeOf<surface.HistogramVar['record']>().toEqualTypeOf<
    (value: number) => void
  >();
  expectTypeOf(registry.func('e', () => 1)).toEqualTypeOf<surface.FuncVar>();
  expectTypeOf(registry.render).returns.resolves.toEqualTypeOf<Buffer>();
  expectTypeOf<surface.IntVar['value']>().toEqualTypeOf<number>();
  expectTypeOf<surface.IntVar['bigint']>().toEqualTypeOf<bigint>();
  expectTypeOf(surface.ExpvarModule.forRoot).toBeCallableWith();
  expectTypeOf(surface.ExpvarModule.forRoot).toBeCallableWith({
    path: '/x',
    server: { port: 1 },
  });
  // @ts-expect-error There is no such policy.
  expect(surface.ExpvarModule.forRoot({ access: 'publc' })).toBeDefined();
  expect([...registry]).toHaveLength(7);
});
