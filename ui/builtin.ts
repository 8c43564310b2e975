// memstats and node have no metadata of their own members.
import type { Info } from './variables.js';

const COUNTERS =
  /^memstats\/(TotalAlloc|Lookups|Mallocs|Frees|PauseTotalNs|Num(Forced)?GC)$|^node\/(cpu\/(user|system)|eventLoop\/(active|idle|iterations|events)|gc\/(forced|.*\/(count|duration))|workers\/started)$/;

/** The first that fits. */
const UNITS: readonly [unit: string | undefined, keys: RegExp][] = [
  ['unix_s', /^node\/startTime$/],
  ['unix_ns', /^memstats\/LastGC$/],
  ['ns', /^memstats\/PauseTotalNs$/],
  ['ratio', /tilization$|^memstats\/GCCPUFraction$/],
  [undefined, /Contexts$/],
  ['By', /^memstats\/(\w*(Alloc|Sys|Inuse)|Heap(Idle|Released)|NextGC)$/],
  ['By', /^node\/(memory|heap)\//],
  ['s', /^node\/(cpu\/(user|system)|eventLoop\/(active|idle))$/],
  ['s', /^node\/(eventLoop\/delay\/(min|max|p\d+)|gc\/.*\/duration|uptime)$/],
];

export function builtinInfo(key: string): Partial<Info> {
  if (!key.startsWith('memstats/') && !key.startsWith('node/')) {
    return {};
  }
  return {
    unit: UNITS.find(([, keys]) => keys.test(key))?.[0],
    kind: COUNTERS.test(key) ? 'counter' : 'gauge',
  };
}
