import type { ExpvarRegistry, Var } from 'nestjs-expvar';

/** A kind of variable, and what has to become of it. */
export interface Kind {
  readonly name: string;
  readonly make: (registry: ExpvarRegistry) => Var | null;
  /** The bytes that are to stand in the document. */
  readonly json: string;
  /** What fails: the variable, without keys, or something in it. */
  readonly failures: readonly {
    readonly keys: readonly string[];
    readonly reason: RegExp;
  }[];
  /** What the log has to say of it besides. */
  readonly remarks: readonly RegExp[];
  readonly waits: boolean;
  readonly isHuge: boolean;
}

export const kinds: readonly Kind[];
export const neighbours: readonly Kind[];
