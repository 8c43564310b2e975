import { ExposeVar, ExposeVarMap, IntVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { startContext } from '../support/contexts.js';
import { namedModule } from '../support/named-module.js';

class QuotesService {
  @ExposeVar({
    name: 'CuMemory',
    kind: 'gauge',
    unit: 'By',
    description: 'Bytes held',
  })
  get size() {
    return 1;
  }

  @ExposeVar({ kind: 'counter', unit: '1' })
  readonly ticks = new IntVar();

  @ExposeVar('bare')
  readonly bare = 1;

  @ExposeVar({ name: 'total', kind: 'counter' })
  static readonly total = 1;
}

@ExposeVarMap('market')
class Market {
  @ExposeVar({ name: 'opened', description: 'When' })
  readonly openedAt = 1;
}

async function registryWith(...providers: (new () => object)[]) {
  const { registry } = await startContext({
    imports: [namedModule('QuotesModule', { providers })],
  });
  return registry;
}

test('the metadata of a top-level variable is known', async () => {
  const registry = await registryWith(QuotesService);
  expect(registry.meta('CuMemory')).toStrictEqual({
    kind: 'gauge',
    unit: 'By',
    description: 'Bytes held',
    source: 'QuotesService.size (providers of QuotesModule)',
  });
  expect(registry.meta('bare')).toStrictEqual({
    source: 'QuotesService.bare (providers of QuotesModule)',
  });
  expect(registry.meta('total')).toStrictEqual({
    kind: 'counter',
    source: 'QuotesService.total (providers of QuotesModule)',
  });
});

test('the metadata of a key of a map is known', async () => {
  const registry = await registryWith(QuotesService, Market);
  expect(registry.meta('quotes', 'ticks')).toStrictEqual({
    kind: 'counter',
    unit: '1',
    source: 'QuotesService.ticks (providers of QuotesModule)',
  });
  expect(registry.meta('market', 'opened')).toStrictEqual({
    description: 'When',
    source: 'Market.openedAt (providers of QuotesModule)',
  });
  expect(registry.meta('quotes')?.source).toContain('QuotesService');
});

test('the metadata of an unknown name is undefined', async () => {
  const registry = await registryWith(QuotesService);
  expect(registry.meta('nothing')).toBeUndefined();
  expect(registry.meta('nothing', 'ticks')).toBeUndefined();
  expect(registry.meta('quotes', 'nothing')).toBeUndefined();
  expect(registry.meta('bare', 'ticks')).toBeUndefined();
  expect(registry.meta('opened')).toBeUndefined();
});

test('the metadata of a member is known under both of its names', async () => {
  class Twice {
    @ExposeVar({ name: 'a', unit: 's' })
    @ExposeVar({ name: 'b', unit: 'ms' })
    readonly x = 1;
  }
  const registry = await registryWith(Twice);
  expect(registry.meta('a')?.unit).toBe('s');
  expect(registry.meta('b')?.unit).toBe('ms');
});

test('the metadata of an override replaces that of the base class', async () => {
  class SpotQuotes extends QuotesService {
    @ExposeVar({ name: 'CuMemory', unit: 'KiBy' })
    override get size() {
      return 2;
    }
  }
  const registry = await registryWith(SpotQuotes);
  expect(registry.meta('CuMemory')).toStrictEqual({
    unit: 'KiBy',
    source: 'SpotQuotes.size (providers of QuotesModule)',
  });
});
