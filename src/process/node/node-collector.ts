/** One of the groups of figures in the map `node`. */
export interface NodeCollector {
  /** The figures now, without side effects. */
  read(): unknown;
  /** Called at the end of each window. */
  rotate?(): void;
  /** Called when the application shuts down. */
  stop?(): void;
}
