import type { CollectorType } from '../collector.js';
import { CpuCollector } from './cpu-collector.js';
import { EventLoopCollector } from './event-loop-collector.js';
import { FileDescriptorCollector } from './file-descriptor-collector.js';
import { GcCollector } from './gc-collector.js';
import { HeapCollector } from './heap-collector.js';
import { MemoryCollector } from './memory-collector.js';
import { ResourceCollector } from './resource-collector.js';
import { ThreadCollector } from './thread-collector.js';
import { VersionCollector } from './version-collector.js';
import { WorkerCollector } from './worker-collector.js';

/**
 * The name of a group of figures in the map `node`, for the option `groups`. All
 * groups are published by default.
 *
 * - `cpu`: CPU time, utilization and load averages
 * - `eventLoop`: utilization, iterations and delay of the event loop
 * - `fds`: open files and sockets, on Linux
 * - `gc`: garbage collections by kind
 * - `heap`: the size of V8's heap and of its spaces
 * - `memory`: the memory of the process
 * - `resources`: what keeps the event loop alive
 * - `threads`: the number of threads
 * - `versions`: the versions of Node and its libraries
 * - `workers`: worker threads
 */
// The names are written out, because the published declarations would contain
// the collectors otherwise.
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

/** The collectors of the map `node`, by group. */
export const NODE_GROUP_COLLECTORS = {
  cpu: CpuCollector,
  eventLoop: EventLoopCollector,
  fds: FileDescriptorCollector,
  gc: GcCollector,
  heap: HeapCollector,
  memory: MemoryCollector,
  resources: ResourceCollector,
  threads: ThreadCollector,
  versions: VersionCollector,
  workers: WorkerCollector,
} satisfies Record<NodeGroupName, CollectorType>;
