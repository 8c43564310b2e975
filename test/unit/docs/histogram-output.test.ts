import { ExpvarRegistry, HistogramVar, RateVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { readPage } from '../../docs/blocks.mjs';

test('histograms and rates are written as their page shows', async () => {
  const registry = new ExpvarRegistry();
  const clock = { now: 0 };
  const rate = new RateVar(() => clock.now);
  const times = new HistogramVar();
  registry.publish('orderRate', rate);
  registry.publish('orderTimes', times);
  for (let i = 0; i < 1200; i++) {
    clock.now = i * 500;
    rate.add();
  }
  clock.now = 660_000;
  for (let ms = 1; ms <= 1000; ms++) {
    times.record(ms);
  }
  const document = (await registry.render()).toString();
  const page = await readPage('docs/guide/histograms-and-rates.md');
  expect(page).toContain(`\`\`\`\n${document.slice(2, -3)}\n\`\`\``);
});
