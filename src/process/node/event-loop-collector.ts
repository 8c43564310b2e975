import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import {
  counter,
  gauge,
  type MembersMeta,
  type VarMeta,
} from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';
import { createLoopDelay } from './create-loop-delay.js';
import { LoopDelay } from './loop-delay.js';
import { seconds } from './seconds.js';
import { WindowedBaseline } from './windowed-baseline.js';

/** Reads the load and the delay of this thread's event loop. */
export class EventLoopCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'Load and delay of the event loop',
    members: {
      active: counter('s', 'Time that the event loop was busy'),
      idle: counter('s', 'Time that the event loop waited for events'),
      utilization: gauge(
        '1',
        'Share of time that the event loop was busy over the last one to two windows',
      ),
      iterations: counter('{iteration}', 'Iterations of the event loop'),
      events: counter('{event}', 'Events that the event loop has processed'),
      eventsWaiting: counter(
        '{event}',
        'Events that were already waiting when the event loop asked for events',
      ),
      delay: LoopDelay.meta,
    } satisfies MembersMeta<ReturnType<EventLoopCollector['read']>>,
  };

  readonly delay = createLoopDelay();
  private readonly baseline = new WindowedBaseline(() => utilization());

  stop(): void {
    this.delay.stop();
  }

  rotate(): void {
    this.baseline.rotate();
    this.delay.rotate();
  }

  read() {
    const now = utilization();
    const { loopCount, events, eventsWaiting } =
      performance.nodeTiming.uvMetricsInfo;
    return {
      active: seconds(now.active * 1e6),
      idle: seconds(now.idle * 1e6),
      utilization: performance.eventLoopUtilization(now, this.baseline.oldest)
        .utilization,
      iterations: loopCount,
      events,
      eventsWaiting,
      delay: this.delay.read(),
    };
  }
}

function utilization(): EventLoopUtilization {
  return performance.eventLoopUtilization();
}
