import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import {
  counter,
  gauge,
  type MembersMeta,
  type VarMeta,
} from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';
import type { ProcessReadings } from '../process-readings.js';
import { SystemReading } from '../system-reading.js';
import { seconds } from './seconds.js';
import { WindowedBaseline } from './windowed-baseline.js';

/** Reads how much of the machine's CPUs the process uses. */
export class CpuCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'CPU time used, and the CPUs in use',
    members: {
      user: counter(
        's',
        'CPU time spent in user code',
        'process_cpu_user_seconds_total',
      ),
      system: counter(
        's',
        'CPU time spent in the kernel',
        'process_cpu_system_seconds_total',
      ),
      utilization: gauge(
        '1',
        'CPUs in use over the last one to two windows; 1 is one busy CPU',
      ),
      available: gauge('{cpu}', 'CPUs that the process may use'),
      load: {
        description:
          'Load average of the machine, up to a second old; absent on Windows',
        members: {
          one: gauge('1', 'Load average over 1 minute'),
          five: gauge('1', 'Load average over 5 minutes'),
          fifteen: gauge('1', 'Load average over 15 minutes'),
        },
      },
    } satisfies MembersMeta<ReturnType<CpuCollector['read']>>,
  };

  private readonly baseline = new WindowedBaseline(() => usage());
  private available = availableParallelism();
  private readonly load: SystemReading<Load>;

  constructor({ log }: Pick<ProcessReadings, 'log'>) {
    this.load = new SystemReading('load average', () => readLoad(), log);
  }

  rotate(): void {
    this.baseline.rotate();
    this.available = availableParallelism();
  }

  read() {
    const now = usage();
    const { oldest } = this.baseline;
    const elapsedUs = (now.at - oldest.at) * 1e3;
    const usedUs = now.user - oldest.user + now.system - oldest.system;
    return {
      user: seconds(now.user * 1e3),
      system: seconds(now.system * 1e3),
      utilization: elapsedUs > 0 ? usedUs / elapsedUs : 0,
      available: this.available,
      load: this.load.current,
    };
  }
}

interface Load {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
}

function usage() {
  return { at: performance.now(), ...process.cpuUsage() };
}

/** @returns undefined on Windows, where Node reports 0 */
function readLoad(): Load | undefined {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return process.platform === 'win32' ? undefined : { one, five, fifteen };
}
