import type { GcRecorder } from '../gc-recorder.js';
import type { TickCache } from '../tick-cache.js';
import type { ProcStatus } from '../proc-status.js';
import { Cpu } from './cpu.js';
import { EventLoop } from './event-loop.js';
import { FileDescriptors } from './file-descriptors.js';
import { GarbageCollections } from './garbage-collections.js';
import { readHeap } from './heap.js';
import { Memory } from './memory.js';
import type { NodeCollector } from './node-collector.js';
import { Resources } from './resources.js';
import { Threads } from './threads.js';
import { readVersions } from './versions.js';
import { Workers } from './workers.js';

export type NodeGroupName =
  | 'cpu'
  | 'eventLoop'
  | 'fds'
  | 'gc'
  | 'heap'
  | 'memory'
  | 'resources'
  | 'threads'
  | 'versions'
  | 'workers';

/** What groups share with the other variables of the process. */
export interface Sources {
  readonly ledger: GcRecorder;
  readonly status: TickCache<ProcStatus | undefined>;
}

interface Declaration {
  readonly description: string;
  /** Whether the system tells its figures; all do when left out. */
  readonly isKnown?: () => boolean;
  readonly create: (sources: Sources) => NodeCollector;
}

/** The groups of the map `node`, by key. */
export const NODE_GROUPS: Readonly<Record<NodeGroupName, Declaration>> = {
  cpu: {
    description: 'CPU seconds used, and how many CPUs are in use',
    create: () => new Cpu(),
  },
  eventLoop: {
    description: 'The event loop: its load, and the seconds it takes to turn',
    create: () => new EventLoop(),
  },
  fds: {
    description: 'File descriptors open, and how many may be',
    isKnown: () => FileDescriptors.areKnown(),
    create: () => new FileDescriptors(),
  },
  gc: {
    description: 'Garbage collections by kind, with the seconds they took',
    create: ({ ledger }) => new GarbageCollections(ledger),
  },
  heap: {
    description: "Bytes of V8's heap, and of each of its spaces",
    create: () => ({ read: readHeap }),
  },
  memory: {
    description: 'Bytes of memory of the process',
    create: ({ status }) => new Memory(status),
  },
  resources: {
    description: 'What keeps the event loop alive, by type',
    create: () => new Resources(),
  },
  threads: {
    description: "Threads of the process, and of libuv's pool",
    create: ({ status }) => new Threads(status),
  },
  versions: {
    description: 'Versions of Node and of what it is made of',
    create: () => ({ read: readVersions }),
  },
  workers: {
    description: 'Worker threads that run, and that have been started',
    create: () => new Workers(),
  },
};
