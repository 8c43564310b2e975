import type { ByteWriter } from '../encoding/byte-writer.js';
import { MAX_DOCUMENT_BYTES, MAX_VALUE_BYTES } from '../encoding/limits.js';
import type { EvaluatedVars } from '../evaluation/evaluated-vars.js';
import type { Func } from '../evaluation/single-flight.js';
import type { TimeSlice } from '../support/event-loop.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import { VarWriter } from '../vars/var-writer.js';

/** Plain variables written between two checks of the time slice. */
const BATCH = 64;
/** A FuncVar or MapVar costs as much of a batch as 16 plain variables. */
const NESTED_COST = 16;

const END = '\n}\n';

/** Writes one Go document. */
export class DocumentWriter extends VarWriter {
  constructor(
    out: ByteWriter,
    private readonly vars: EvaluatedVars,
  ) {
    super(out, MAX_DOCUMENT_BYTES - END.length);
  }

  /** @param signal stops the writing, and rejects with the signal's reason */
  async write(slice: TimeSlice, signal?: AbortSignal): Promise<void> {
    const { out } = this;
    const { entries } = this.vars;
    out.writeAscii('{\n');
    for (let from = 0, to = 0; from < entries.length; from = to) {
      to = endOfBatch(entries, from);
      if (slice.isOver) {
        await slice.yield();
        signal?.throwIfAborted();
      }
      this.writeMembers(entries, from, to);
    }
    out.writeAscii(END);
  }

  override evaluate(func: Func): unknown {
    return this.vars.functions.valueOf(func, (warning) => {
      this.warn([], warning);
    });
  }

  override failed(keys: readonly string[], error: unknown): void {
    this.vars.failures.record([...this.path, ...keys], error);
  }

  override warn(keys: readonly string[], warning: string): void {
    this.vars.failures.warn([...this.path, ...keys], warning);
  }

  override ignore(promise: PromiseLike<unknown>): void {
    this.vars.functions.ignore(promise);
  }

  protected override byteBudget(key: string): number {
    // Go clients reject a document without cmdline and memstats, so the size
    // limits do not apply to them.
    return isUnlimited(key)
      ? Infinity
      : Math.min(MAX_VALUE_BYTES, this.remainingBytes);
  }
}

function isUnlimited(name: string): boolean {
  return name === 'cmdline' || name === 'memstats';
}

function endOfBatch(entries: SortedEntries, from: number): number {
  const { isPlain, length } = entries;
  if (isPlain === undefined) {
    return Math.min(from + BATCH, length);
  }
  let to = from;
  for (let cost = 0; cost < BATCH && to < length; to++) {
    cost += isPlain[to] ? 1 : NESTED_COST;
  }
  return to;
}
