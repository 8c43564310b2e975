import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { FuncVar } from '../vars/func-var.js';
import type { MapVar } from '../vars/map-var.js';
import { varTypeOf } from '../vars/var.js';
import { History } from './history.js';
import {
  RUNTIME_SERIES,
  type RuntimeSeries,
  type Sample,
  type State,
} from './protocol.js';

/** What grows, and is looked at by how much. */
interface Totals {
  readonly at: number;
  readonly cpuUs: number;
  readonly loop: EventLoopUtilization;
  readonly gcCount: number | undefined;
  readonly gcTime: number | undefined;
}

/**
 * The process in a few numbers. Of the map `node` come those that it observes:
 * garbage collections, and the delay of the event loop.
 */
export class RuntimeFigures {
  private readonly recent = new History();
  private readonly time = this.recent.open();
  private readonly series = RUNTIME_SERIES.map(() => this.recent.open());
  private last: Totals | undefined;

  constructor(private readonly registry: ExpvarRegistry) {}

  /** Takes a sample. @returns in the order of {@link RUNTIME_SERIES} */
  take(tick: number, at: number): Sample[] {
    const figures = this.read();
    const row = this.recent.row(tick);
    row[this.time] = at;
    return RUNTIME_SERIES.map((name, i) => {
      const value = figures[name];
      row[this.series[i]!] = value ?? NaN;
      return value ?? null;
    });
  }

  /** The times of so many samples up to a tick, the newest last. */
  times(count: number, tick: number): number[] {
    return this.recent.last(this.time, count, tick) as number[];
  }

  /** So many samples up to a tick, the newest last. */
  history(count: number, tick: number): State['runtime'] {
    const series = Object.fromEntries(
      RUNTIME_SERIES.map((name, i) => [
        name,
        this.recent.last(this.series[i]!, count, tick),
      ]),
    ) as Record<RuntimeSeries, Sample[]>;
    return { at: this.times(count, tick), series };
  }

  private read(): Record<RuntimeSeries, number | undefined> {
    const { last } = this;
    const gc = this.group('gc');
    const kinds = ['minor', 'major', 'incremental', 'weakcb'];
    const { user, system } = process.cpuUsage();
    const totals: Totals = {
      at: performance.now(),
      cpuUs: user + system,
      loop: performance.eventLoopUtilization(),
      gcCount: sum(kinds.map((kind) => numberIn(gc, kind, 'count'))),
      gcTime: sum(kinds.map((kind) => numberIn(gc, kind, 'duration'))),
    };
    this.last = totals;
    const loop = this.group('eventLoop');
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return {
      cpu: last && (totals.cpuUs - last.cpuUs) / 1000 / (totals.at - last.at),
      rss,
      heapUsed,
      heapTotal,
      external,
      loopDelay: numberIn(loop, 'delay', 'p99'),
      loopDelayMax: numberIn(loop, 'delay', 'max'),
      loopUtilization:
        last &&
        performance.eventLoopUtilization(totals.loop, last.loop).utilization,
      gcCount: grown(totals.gcCount, last?.gcCount),
      gcTime: grown(totals.gcTime, last?.gcTime),
    };
  }

  /** Of the module's own map `node`; undefined where there is none. */
  private group(name: string): unknown {
    const map = this.registry.get('node');
    const { source } = this.registry.meta('node') ?? {};
    if (varTypeOf(map) !== 'map' || source !== 'nestjs-expvar') {
      return undefined;
    }
    // Its value, which costs a tenth of what its JSON does.
    return ((map as MapVar).get(name) as FuncVar | undefined)?.value;
  }
}

function grown(
  now: number | undefined,
  before: number | undefined,
): number | undefined {
  return now === undefined || before === undefined
    ? undefined
    : Math.max(now - before, 0);
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

/** The number at the end of some keys; undefined where there is none. */
function numberIn(value: unknown, ...keys: string[]): number | undefined {
  let found = value;
  for (const key of keys) {
    found =
      typeof found === 'object' && found !== null
        ? (found as Record<string, unknown>)[key]
        : undefined;
  }
  return typeof found === 'number' ? found : undefined;
}
