import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { Counter } from 'prom-client';
import { integer, names } from '../../scrape/names-and-values.mjs';
import { startNest } from './nest.mjs';
import { keepChanging, ready } from './serve.mjs';

const [count, platform, document] = process.argv.slice(2);
const isDefault = document === 'default';

const counters = names(Number(count)).map((name, i) => {
  const counter = new Counter({ name, help: name });
  counter.inc(integer(i, 0));
  return counter;
});
keepChanging(counters, (counter) => counter.inc());
const { url } = await startNest(
  platform,
  PrometheusModule.register(
    isDefault ? {} : { defaultMetrics: { enabled: false } },
  ),
);
ready(`${url}/metrics`);
