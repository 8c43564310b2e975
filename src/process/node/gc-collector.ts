import {
  counter,
  type MembersMeta,
  type VarMeta,
} from '../../vars/var-meta.js';
import type { StatedFamily } from '../../vars/var-metrics.js';
import type { Collector } from '../collector.js';
import { GC_BUCKETS, type GcKind, gcRecorder } from '../gc-recorder.js';
import { seconds } from './seconds.js';

/** Reads the garbage collections that were recorded, by V8's kinds. */
export class GcCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'Garbage collections since the application started, by kind',
    members: {
      minor: kindMeta('collections of the young generation'),
      major: kindMeta('collections of the whole heap'),
      incremental: kindMeta('incremental steps of major collections'),
      weakcb: kindMeta('runs of weak callbacks'),
      forced: counter(
        '{collection}',
        'Collections that the program asked for, as with gc()',
      ),
    } satisfies MembersMeta<ReturnType<GcCollector['read']>>,
  };

  /** The duration as prom-client has it, which the document does not show. */
  static metrics(): StatedFamily[] {
    gcRecorder.takeRecords();
    return [
      {
        name: 'nodejs_gc_duration_seconds',
        type: 'histogram',
        unit: 's',
        description: 'Time spent in garbage collections, by kind',
        bounds: GC_BUCKETS,
        points: Object.entries(gcRecorder.kinds).map(([kind, figures]) => ({
          labels: { kind },
          value: {
            sum: seconds(figures.durationNs),
            cumulative: () => sums(figures.buckets),
          },
        })),
      },
      {
        name: 'node_gc_forced_total',
        type: 'counter',
        description:
          'Garbage collections that the program asked for, as with gc()',
        points: [{ labels: {}, value: gcRecorder.all.forced }],
      },
    ];
  }

  read() {
    gcRecorder.takeRecords();
    const { minor, major, incremental, weakcb } = gcRecorder.kinds;
    return {
      minor: read(minor),
      major: read(major),
      incremental: read(incremental),
      weakcb: read(weakcb),
      forced: gcRecorder.all.forced,
    };
  }

  /** Reads the number and the duration of collections of all kinds. */
  readTotals() {
    const { minor, major, incremental, weakcb } = this.read();
    const kinds = [minor, major, incremental, weakcb];
    return kinds.reduce((total, { count, duration }) => ({
      count: total.count + count,
      duration: total.duration + duration,
    }));
  }
}

function kindMeta(what: string): VarMeta {
  return {
    members: {
      count: counter('{collection}', `Number of ${what}`),
      duration: counter('s', `Time spent in ${what}`),
    } satisfies MembersMeta<ReturnType<typeof read>>,
  };
}

function sums(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => (sum += count));
}

function read({ count, durationNs }: GcKind) {
  return { count, duration: seconds(durationNs) };
}
