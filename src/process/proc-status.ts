import { readFileSync } from 'node:fs';

/** The state of a process from Linux's `/proc/self/status`. Sizes are in bytes. */
export interface ProcStatus {
  /** Threads of the operating system, including those of V8 and libuv. */
  readonly threads: number;
  /** The stack of the main thread. */
  readonly stack: number;
  /** The largest resident set size so far. */
  readonly peakResident: number;
  readonly swap: number;
}

/** @returns undefined where the file does not exist or cannot be read */
export function readProcStatus(
  path = '/proc/self/status',
): ProcStatus | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  return {
    threads: field(text, 'Threads'),
    stack: field(text, 'VmStk') * 1024,
    peakResident: field(text, 'VmHWM') * 1024,
    swap: field(text, 'VmSwap') * 1024,
  };
}

/** @returns 0 for a field that the kernel leaves out */
function field(text: string, name: string): number {
  const start = text.indexOf(`\n${name}:`);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + name.length + 2));
}
