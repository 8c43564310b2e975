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
 * A group of figures in the map `node`. The names are written out, because the
 * published declarations would contain the collectors otherwise.
 */
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
