import type { StatedFamily } from '../vars/var-metrics.js';
import type { VarMeta } from '../vars/var-meta.js';
import type { ProcessReadings } from './process-readings.js';

/** Reads one group of figures of the process. */
export interface Collector {
  /**
   * Reads the figures, without side effects. A figure that cannot be read is
   * undefined.
   */
  read(): object;
  /** Called at the end of each window. */
  rotate?(): void;
  /** Called when the application shuts down. */
  stop?(): void;
}

/** The class of a collector. */
export interface CollectorType {
  /** The metadata of the group and of every member. */
  readonly meta: VarMeta;
  /** False if the system does not have the figures. */
  isSupported?(): boolean;
  /** The metrics of the group, where they are not the members of what it reads. */
  metrics?(this: void): StatedFamily[];
  new (readings: ProcessReadings): Collector;
}
