import { performance } from 'node:perf_hooks';
import { availableParallelism, loadavg } from 'node:os';
import { WindowedBaseline } from './windowed-baseline.js';
import { seconds } from './seconds.js';

/** The time that this process has had of the machine's CPUs. */
export class Cpu {
  private readonly lookback = new WindowedBaseline(() => usage());
  private available = availableParallelism();

  rotate(): void {
    this.lookback.rotate();
    this.available = availableParallelism();
  }

  read() {
    const now = usage();
    const { oldest } = this.lookback;
    const elapsedUs = (now.at - oldest.at) * 1e3;
    const usedUs = now.user - oldest.user + now.system - oldest.system;
    return {
      user: seconds(now.user * 1e3),
      system: seconds(now.system * 1e3),
      utilization: elapsedUs > 0 ? usedUs / elapsedUs : 0,
      available: this.available,
      // Windows has no load average, and Node then says 0.
      ...(process.platform === 'win32' ? {} : { load: load() }),
    };
  }
}

function usage() {
  return { at: performance.now(), ...process.cpuUsage() };
}

function load() {
  const [one, five, fifteen] = loadavg();
  return { one, five, fifteen };
}
