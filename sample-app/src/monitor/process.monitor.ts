import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { ExposeVar, goDuration } from 'nestjs-expvar';

/** Publishes what the Go service published of its process, under the same names. */
@Injectable()
export class ProcessMonitor {
  @ExposeVar('version')
  readonly version = process.version;

  @ExposeVar('os')
  readonly os = process.platform;

  // A Node process makes no cgo calls, and neither V8 nor libuv counts anything
  // alike. The name stays, so that what watched the Go service still finds it.
  @ExposeVar({ name: 'cgo', description: 'Always 0: there is no cgo in Node' })
  readonly cgo = 0;

  private readonly started = process.hrtime.bigint();

  @ExposeVar({
    name: '运行时间',
    description: 'Time since the start, as Go writes a duration',
  })
  get uptime(): string {
    return goDuration(process.hrtime.bigint() - this.started);
  }

  @ExposeVar({
    name: 'cores',
    kind: 'gauge',
    unit: '{cpu}',
    description: 'CPUs that this process may use',
  })
  get cores(): number {
    return availableParallelism();
  }

  @ExposeVar({
    name: 'goroutine',
    kind: 'gauge',
    unit: '{resource}',
    description:
      'What keeps the event loop alive: handles, requests and timers; the nearest that Node has to goroutines',
  })
  get activeResources(): number {
    return process.getActiveResourcesInfo().length;
  }
}
