import { readdirSync, readFileSync, statSync } from 'node:fs';
import { CostLimitedCache } from '../cost-limited-cache.js';

const FOLDER = '/proc/self/fd';

/** The open files and sockets of this process, on Linux. */
export class FileDescriptors {
  private readonly limit = readLimit();
  // With thousands of descriptors it takes milliseconds.
  private readonly listed = new CostLimitedCache(
    () => readdirSync(FOLDER).length - 1,
  );

  static areKnown(): boolean {
    try {
      return statSync(FOLDER).isDirectory();
    } catch {
      return false; // There is none, or it may not be read.
    }
  }

  read() {
    // Linux tells the number as the size of the folder, from 6.2 on.
    const { size } = statSync(FOLDER);
    return { open: size > 0 ? size : this.listed.value, limit: this.limit };
  }
}

/** @returns undefined when there is no limit, or none is told */
function readLimit(): number | undefined {
  try {
    const limits = readFileSync('/proc/self/limits', 'latin1');
    const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
