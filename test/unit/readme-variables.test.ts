import { readFile } from 'node:fs/promises';
import { ExpvarRegistry, HistogramVar, RateVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';

test('histograms and rates are written as the README shows', async () => {
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
  const readme = await readFile(
    new URL('../../README.md', import.meta.url),
    'utf8',
  );
  expect(readme).toContain(`\`\`\`\n${document.slice(2, -3)}\n\`\`\``);
});
