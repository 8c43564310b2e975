import { RUNTIME_SERIES, type RuntimeSeries, type Sample } from './protocol.js';
import { Ring } from './ring.js';
import type { JsonObject } from './take-document.js';

/** What grows, and is looked at by how much. */
interface Totals {
  readonly at: number;
  readonly cpu: number | undefined;
  readonly active: number | undefined;
  readonly idle: number | undefined;
  readonly gcCount: number | undefined;
  readonly gcTime: number | undefined;
}

/** The process in a few numbers, from the groups of the map `node`. */
export class RuntimeFigures {
  private readonly rings = new Map<RuntimeSeries, Ring>(
    RUNTIME_SERIES.map((name) => [name, new Ring()]),
  );
  private last: Totals | undefined;

  /**
   * Takes a sample.
   *
   * @param node the map, or as much of it as there is
   * @param now of a monotonic clock, in milliseconds
   * @returns in the order of {@link RUNTIME_SERIES}
   */
  take(node: JsonObject, tick: number, now: number): Sample[] {
    const totals = totalsOf(node, now);
    const sample = sampleOf(node, totals, this.last);
    this.last = totals;
    return RUNTIME_SERIES.map((name) => {
      const value = sample[name];
      this.rings.get(name)!.set(tick, value ?? NaN);
      return value ?? null;
    });
  }

  /** So many samples up to a tick, the newest last. */
  history(count: number, tick: number): Record<RuntimeSeries, Sample[]> {
    return Object.fromEntries(
      [...this.rings].map(([name, ring]) => [name, ring.last(count, tick)]),
    ) as Record<RuntimeSeries, Sample[]>;
  }
}

/** The groups of the map that are looked at. */
export const NODE_GROUPS = [
  'cpu',
  'eventLoop',
  'gc',
  'heap',
  'memory',
] as const;

function totalsOf(node: JsonObject, at: number): Totals {
  const { cpu, eventLoop, gc } = node;
  const kinds = ['minor', 'major', 'incremental', 'weakcb'];
  return {
    at,
    cpu: sum([numberIn(cpu, 'user'), numberIn(cpu, 'system')]),
    active: numberIn(eventLoop, 'active'),
    idle: numberIn(eventLoop, 'idle'),
    gcCount: sum(kinds.map((kind) => numberIn(gc, kind, 'count'))),
    gcTime: sum(kinds.map((kind) => numberIn(gc, kind, 'duration'))),
  };
}

function sampleOf(
  { heap, memory, eventLoop }: JsonObject,
  totals: Totals,
  last: Totals | undefined,
): Record<RuntimeSeries, number | undefined> {
  const grown = (name: keyof Totals) => {
    const now = totals[name];
    const before = last?.[name];
    return now === undefined || before === undefined
      ? undefined
      : Math.max(now - before, 0);
  };
  const active = grown('active');
  const idle = grown('idle');
  return {
    cpu: quotient(grown('cpu'), last && (totals.at - last.at) / 1000),
    rss: numberIn(memory, 'rss'),
    heapUsed: numberIn(heap, 'used'),
    heapTotal: numberIn(heap, 'total'),
    external: numberIn(memory, 'external'),
    loopDelay: numberIn(eventLoop, 'delay', 'p99'),
    loopUtilization: quotient(active, sum([active, idle])),
    gcCount: grown('gcCount'),
    gcTime: grown('gcTime'),
  };
}

/** Undefined where any is. */
function sum(parts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const part of parts) {
    if (part === undefined) {
      return undefined;
    }
    total += part;
  }
  return total;
}

function quotient(
  part: number | undefined,
  whole: number | undefined,
): number | undefined {
  return part === undefined || whole === undefined || whole <= 0
    ? undefined
    : part / whole;
}

/** The number at the end of some keys; undefined where there is none. */
export function numberIn(
  value: unknown,
  ...keys: string[]
): number | undefined {
  let found = value;
  for (const key of keys) {
    found =
      typeof found === 'object' && found !== null
        ? (found as JsonObject)[key]
        : undefined;
  }
  return typeof found === 'number' ? found : undefined;
}
