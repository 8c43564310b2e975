import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { ImmediateLoopDelay } from './immediate-loop-delay.js';
import { WindowedBaseline } from './windowed-baseline.js';
import type { LoopDelay } from './loop-delay.js';
import { NativeLoopDelay } from './native-loop-delay.js';
import { seconds } from './seconds.js';

/** The event loop of this thread. */
export class EventLoop {
  private readonly lookback = new WindowedBaseline(() => utilization());
  private readonly delay: LoopDelay = NativeLoopDelay.isSupported()
    ? new NativeLoopDelay()
    : new ImmediateLoopDelay();

  stop(): void {
    this.delay.stop();
  }

  rotate(): void {
    this.lookback.rotate();
    this.delay.rotate();
  }

  read() {
    const now = utilization();
    const { loopCount, events, eventsWaiting } =
      performance.nodeTiming.uvMetricsInfo;
    return {
      active: seconds(now.active * 1e6),
      idle: seconds(now.idle * 1e6),
      utilization: performance.eventLoopUtilization(now, this.lookback.oldest)
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
