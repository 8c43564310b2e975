import { Injectable } from '@nestjs/common';
import {
  ExposeVar,
  ExpvarRegistry,
  type FuncVar,
  type MemStats,
} from 'nestjs-expvar';

@Injectable()
export class GcMonitor {
  private collections = 0;

  constructor(private readonly registry: ExpvarRegistry) {}

  // The Go service published the pause in this way. Every reader resets it, so
  // charts should use memstats.
  @ExposeVar({
    name: 'gcpause',
    kind: 'gauge',
    unit: 'ns',
    description:
      'The last pause for garbage collection; 0 when there was none since this was last asked',
  })
  get lastPause(): number {
    const memstats = this.registry.get('memstats') as FuncVar;
    const { NumGC, PauseNs } = memstats.value as MemStats;
    if (NumGC === this.collections) {
      return 0;
    }
    this.collections = NumGC;
    return PauseNs[(NumGC + 255) % 256]!;
  }
}
