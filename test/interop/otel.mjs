import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseExact } from './exact-json.mjs';
import { whileBusy } from './sample-app.mjs';
import { digit, fraction, member, namesake } from './spoilers.mjs';

const CONFIG = fileURLToPath(new URL('otel/config.yaml', import.meta.url));
const SCRAPES = 5;

const METRICS = {
  buck_hash_sys: 'BuckHashSys',
  frees: 'Frees',
  gc_sys: 'GCSys',
  heap_alloc: 'HeapAlloc',
  heap_idle: 'HeapIdle',
  heap_inuse: 'HeapInuse',
  heap_objects: 'HeapObjects',
  heap_released: 'HeapReleased',
  heap_sys: 'HeapSys',
  lookups: 'Lookups',
  mallocs: 'Mallocs',
  mcache_inuse: 'MCacheInuse',
  mcache_sys: 'MCacheSys',
  mspan_inuse: 'MSpanInuse',
  mspan_sys: 'MSpanSys',
  next_gc: 'NextGC',
  num_forced_gc: 'NumForcedGC',
  num_gc: 'NumGC',
  other_sys: 'OtherSys',
  pause_total: 'PauseTotalNs',
  stack_inuse: 'StackInuse',
  stack_sys: 'StackSys',
  sys: 'Sys',
  total_alloc: 'TotalAlloc',
};

/**
 * Checks the OpenTelemetry Collector's expvarreceiver with all metrics enabled.
 *
 * @param {import('./session.mjs').Session} session
 */
export async function otel(session) {
  /** @type {import('./session.mjs').Comparison} */
  const compare = async (spoil) => {
    const { printed, documents } = await whileBusy(session.app, () =>
      session.read(
        (address) => [CONFIG, `${address}/debug/vars`, '20ms', String(SCRAPES)],
        spoil,
      ),
    );
    assert.equal(printed.length, SCRAPES);
    for (const [i, line] of printed.entries()) {
      const { metrics } = parseExact(line);
      assert.deepEqual(metrics, metricsOf(parseExact(documents[i] ?? '')));
    }
  };
  await session.checkComparison('has the metrics of memstats', compare, [
    digit,
    member,
    fraction,
    namesake,
  ]);
}

/** @param {{ memstats: Record<string, any> }} document */
function metricsOf({ memstats }) {
  const values = Object.entries(METRICS).map(([metric, name]) => [
    metric,
    memstats[name],
  ]);
  const { NumGC, PauseNs, GCCPUFraction } = memstats;
  values.push(
    ['last_pause', PauseNs[Number((NumGC + 255n) % 256n)]],
    ['gc_cpu_fraction', GCCPUFraction],
  );
  return Object.fromEntries(
    values.map(([metric, value]) => [
      `process.runtime.memstats.${metric}`,
      [value],
    ]),
  );
}
