/** What is known of a variable beside its value; travels with its name. */
export interface VarMeta {
  /** One sentence for the person who reads the value. */
  readonly description?: string;
  /** The unit of the value, in UCUM as OpenTelemetry has it: `s`, `By`, `1`. */
  readonly unit?: string;
  /**
   * `counter` only ever grows; `gauge` goes up and down; `histogram` says how
   * values are distributed.
   */
  readonly kind?: VarKind;
  /**
   * Whether the dashboard reads it each second, also while nobody watches:
   * wanted for functions, getters and variables of your own classes, whose code
   * it runs at no other time. Numbers that are stored are read anyway.
   *
   * @default false
   */
  readonly history?: boolean;
  /**
   * Who publishes the variable, for messages: `QuotesService.ticks`. The
   * package fills it in for what it publishes itself.
   */
  readonly source?: string;
}

/** The kinds of OpenTelemetry and Prometheus that a variable can be. */
export type VarKind = 'counter' | 'gauge' | 'histogram';
