import { gcLedger } from '../gc-ledger.js';
import { Cpu } from './cpu.js';
import { EventLoop } from './event-loop.js';
import { FileDescriptors } from './file-descriptors.js';
import { GarbageCollections } from './garbage-collections.js';
import { readHeap } from './heap.js';
import { readMemory } from './memory.js';
import type { NodeGroup } from './node-group.js';
import { Resources } from './resources.js';
import { readThreads } from './threads.js';
import { readVersions } from './versions.js';
import { Workers } from './workers.js';

export type NodeGroupName = keyof typeof NODE_GROUPS;

interface Declaration {
  readonly description: string;
  /** Makes the group; undefined where the system does not tell its figures. */
  readonly create: () => NodeGroup | undefined;
}

/** The groups of the map `node`, by key. */
export const NODE_GROUPS = {
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
    create: () =>
      FileDescriptors.areKnown() ? new FileDescriptors() : undefined,
  },
  gc: {
    description: 'Garbage collections by kind, with the seconds they took',
    create: () => new GarbageCollections(gcLedger),
  },
  heap: {
    description: "Bytes of V8's heap, and of each of its spaces",
    create: () => ({ read: readHeap }),
  },
  memory: {
    description: 'Bytes of memory of the process',
    create: () => ({ read: readMemory }),
  },
  resources: {
    description: 'What keeps the event loop alive, by type',
    create: () => new Resources(),
  },
  threads: {
    description: "Threads of the process, and of libuv's pool",
    create: () => ({ read: readThreads }),
  },
  versions: {
    description: 'Versions of Node and of what it is made of',
    create: () => ({ read: readVersions }),
  },
  workers: {
    description: 'Worker threads that run, and that have been started',
    create: () => new Workers(),
  },
} satisfies Record<string, Declaration>;
