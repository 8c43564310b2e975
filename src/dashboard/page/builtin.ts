// memstats and node have no metadata of their own members.
import type { Info } from './variables.js';

const COUNTERS: ReadonlySet<string> = new Set([
  'memstats/TotalAlloc',
  'memstats/Lookups',
  'memstats/Mallocs',
  'memstats/Frees',
  'memstats/PauseTotalNs',
  'memstats/NumGC',
  'memstats/NumForcedGC',
  'node/cpu/user',
  'node/cpu/system',
  'node/eventLoop/active',
  'node/eventLoop/idle',
  'node/eventLoop/iterations',
  'node/eventLoop/events',
]);

const BYTES =
  /^(memstats\/(\w*Alloc|\w*Sys|Heap(Idle|Inuse|Released)|\w+Inuse|NextGC)|node\/(memory|heap)\/.*)$/;
const SECONDS =
  /^node\/(cpu\/(user|system)|eventLoop\/(active|idle|delay\/(min|max|p\d+)))$/;
const RATIO = /utilization$|^memstats\/GCCPUFraction$/;
const NOT_BYTES = /count$|contexts$/i;

export function builtinInfo(key: string): Partial<Info> {
  if (!key.startsWith('memstats/') && !key.startsWith('node/')) {
    return {};
  }
  const unit = RATIO.test(key)
    ? 'ratio'
    : BYTES.test(key) && !NOT_BYTES.test(key)
      ? 'By'
      : SECONDS.test(key)
        ? 's'
        : key === 'memstats/PauseTotalNs'
          ? 'ns'
          : undefined;
  return {
    ...(unit === undefined ? {} : { unit }),
    kind: COUNTERS.has(key) ? 'counter' : 'gauge',
  };
}
