import type { ByteWriter } from '../encoding/byte-writer.js';
import { MAX_DOCUMENT_BYTES, MAX_VALUE_BYTES } from '../encoding/limits.js';
import { messages } from '../expvar.messages.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import { VarWriter } from '../vars/var-writer.js';
import type { FuncEvaluation } from '../evaluation/func-evaluation.js';
import type { FailureLog } from '../evaluation/failure-log.js';
import type { Func } from '../evaluation/single-flight.js';
import { formatPath } from '../support/log-text.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import type { TimeSlice } from '../support/time-slice.js';
import { isReservedName } from '../registry/var-name.js';

/** So many plain variables are written between looks at the clock. */
const BATCH = 64;
/** One with code or variables in it counts as this many, for it may take long. */
const NESTED_COUNT = 16;

const END = '\n}\n';

/** Writes a whole document. */
export class DocumentWriter extends VarWriter {
  constructor(
    out: ByteWriter,
    private readonly evaluations: FuncEvaluation,
    private readonly failures: FailureLog,
    private readonly remarks: RateLimitedLogger,
  ) {
    super(out, MAX_DOCUMENT_BYTES - END.length);
  }

  async write(variables: SortedEntries, stretch: TimeSlice): Promise<void> {
    const { out } = this;
    out.writeAscii('{\n');
    for (let from = 0, to = 0; from < variables.length; from = to) {
      to = endOfBatch(variables, from);
      if (stretch.isOver) {
        await stretch.yield();
      }
      this.writeMembers(variables, from, to);
    }
    out.writeAscii(END);
  }

  override evaluate(func: Func): unknown {
    try {
      return this.evaluations.valueOf(func);
    } finally {
      const remark = this.evaluations.warnings.get(func);
      if (remark !== undefined) {
        const path = formatPath(this.path);
        this.remarks.warn(path, () => messages.remark(path, remark));
      }
    }
  }

  override failed(keys: readonly string[], error: unknown): void {
    this.failures.record([...this.path, ...keys], error);
  }

  override ignore(promise: PromiseLike<unknown>): void {
    this.evaluations.ignore(promise);
  }

  protected override byteBudget(key: string): number {
    // Clients take a page without these two for none at all.
    return isReservedName(key)
      ? Infinity
      : Math.min(MAX_VALUE_BYTES, this.remainingBytes);
  }
}

function endOfBatch({ isPlain, length }: SortedEntries, from: number): number {
  if (isPlain === undefined) {
    return Math.min(from + BATCH, length);
  }
  let to = from;
  for (let count = 0; count < BATCH && to < length; to++) {
    count += isPlain[to] ? 1 : NESTED_COUNT;
  }
  return to;
}
