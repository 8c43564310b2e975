import { readFileSync } from 'node:fs';

/** What Linux tells of a process in `/proc/self/status`; sizes are in bytes. */
export interface ProcStatus {
  /** Threads of the operating system, V8's and libuv's included. */
  readonly threads: number;
  /** The stack of the main thread. */
  readonly stack: number;
  /** The most that was ever resident. */
  readonly peakResident: number;
  readonly swap: number;
}

/** @returns undefined on systems without it */
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

function field(text: string, name: string): number {
  const start = text.indexOf(`\n${name}:`);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + name.length + 2));
}
