import { Injectable } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { ExposeVar, ExposeVarMap } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { startContext } from '../support/contexts.js';
import { moduleOf } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

@Injectable()
class QuotesService {
  @ExposeVar('CuMemory')
  readonly size = 1;

  @ExposeVar()
  readonly ticks = 2;

  @ExposeVar('total')
  static readonly total = 3;
}

@ExposeVarMap('market')
class MarketService {
  @ExposeVar()
  readonly open = true;
}

class Unexposed {}

async function linesWith(...providers: (new () => object)[]) {
  const logger = new RecordingLogger();
  const context = await startContext({ providers }, { logger });
  return { logger, ...context };
}

test.each([
  [[], '0 variables from 0 providers; '],
  [[MarketService], '1 variable from 1 provider; '],
  [[QuotesService, MarketService], '4 variables from 2 providers; '],
  [[QuotesService, Unexposed], '3 variables from 1 provider; '],
])('start-up with %o writes one line', async (providers, counts) => {
  const { logger } = await linesWith(...providers);
  const lines = logger.of('ExpvarModule');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${counts}`));
  expect(logger.of('ExpvarModule', 'log')).toEqual(lines);
});

test('one verbose line names the classes and where their variables are published', async () => {
  const { logger } = await linesWith(QuotesService, MarketService);
  expect(logger.of('ExpvarExplorer', 'verbose')).toEqual([
    [
      'CuMemory is QuotesService.size (providers of TestModule)',
      'quotes.ticks is QuotesService.ticks (providers of TestModule)',
      'total is QuotesService.total (providers of TestModule)',
      'market.open is MarketService.open (providers of TestModule)',
    ].join(', '),
  ]);
  expect(logger.of('ExpvarExplorer')).toHaveLength(1);
});

test('start-up without variables has no verbose line', async () => {
  const { logger } = await linesWith(Unexposed);
  expect(logger.of('ExpvarExplorer')).toEqual([]);
});

test('lazily loaded variables have a verbose line too', async () => {
  const { app, logger, document } = await linesWith(QuotesService);
  const before = logger.of('ExpvarExplorer').length;
  await app
    .get(LazyModuleLoader)
    .load(() => moduleOf({ providers: [MarketService] }));
  await document();
  await document();
  expect(logger.of('ExpvarExplorer').slice(before)).toEqual([
    'market.open is MarketService.open (providers of TestModule)',
  ]);
});
