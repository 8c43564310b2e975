/** What is known of a variable that has failed in a document. */
export interface VarFailure {
  /** The keys that lead to it: its name, then the keys of maps. */
  readonly path: readonly string[];
  /** How often it has failed; once in most documents. */
  readonly count: number;
  /** When it failed last. */
  readonly at: Date;
  /** Why it failed last, cut where it is long. */
  readonly reason: string;
}
