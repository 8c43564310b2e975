import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gauge, type MembersMeta, type VarMeta } from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';
import type { ProcessReadings } from '../process-readings.js';
import { SystemReading } from '../system-reading.js';

const FOLDER = '/proc/self/fd';

/** Counts the open files and sockets of the process, on Linux. */
export class FileDescriptorCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'File descriptors of the process',
    members: {
      open: gauge(
        '{file_descriptor}',
        'Open file descriptors; before Linux 6.2 up to a minute old when there are thousands',
        'process_open_fds',
      ),
      limit: gauge(
        '{file_descriptor}',
        'File descriptors that may be open',
        'process_max_fds',
      ),
    } satisfies MembersMeta<ReturnType<FileDescriptorCollector['read']>>,
  };

  private readonly limit = readLimit();
  /** Listing takes milliseconds with thousands of descriptors, and needs one. */
  private readonly listed: SystemReading<number>;

  constructor({ log }: Pick<ProcessReadings, 'log'>) {
    this.listed = new SystemReading(
      'file descriptors',
      () => readdirSync(FOLDER).length - 1,
      log,
      true,
    );
  }

  static isSupported(): boolean {
    try {
      return statSync(FOLDER).isDirectory();
    } catch {
      return false; // The folder does not exist, or may not be read.
    }
  }

  read() {
    // From 6.2 on, Linux gives the number as the size of the folder.
    const size = statSync(FOLDER, { throwIfNoEntry: false })?.size ?? 0;
    return { open: size > 0 ? size : this.listed.current, limit: this.limit };
  }
}

/** @returns undefined when there is no limit, or it cannot be read */
function readLimit(): number | undefined {
  try {
    const limits = readFileSync('/proc/self/limits', 'latin1');
    const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
