import { PerformanceObserver } from 'node:perf_hooks';
import {
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ExposeVar } from 'nestjs-expvar';

@Injectable()
export class GcMonitor implements OnModuleInit, OnApplicationShutdown {
  @ExposeVar({
    name: 'gcpause',
    kind: 'gauge',
    unit: 'ns',
    description: 'The last pause for garbage collection; 0 before the first',
  })
  lastPause = 0;

  // V8 reports several collections at once when the event loop was busy.
  private readonly observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      this.lastPause = Math.round(duration * 1e6);
    }
  });

  onModuleInit(): void {
    this.observer.observe({ entryTypes: ['gc'] });
  }

  onApplicationShutdown(): void {
    this.observer.disconnect();
  }
}
