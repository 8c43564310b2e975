import type { ByteWriter } from '../encoding/byte-writer.js';
import { MAX_DOCUMENT_BYTES, MAX_VALUE_BYTES } from '../encoding/limits.js';
import { messages } from '../expvar.messages.js';
import type { VarSequence } from '../vars/var-sequence.js';
import { VarWriter } from '../vars/var-writer.js';
import type { Evaluations } from './evaluations.js';
import type { Failures } from './failures.js';
import type { Func } from './flights.js';
import { printablePath } from './printable.js';
import type { QuietLog } from './quiet-log.js';
import type { Stretch } from './stretch.js';
import { isReservedName } from './var-name.js';

/** So many plain variables are written between looks at the clock. */
const BATCH = 64;
/** One with code or variables in it counts as this many, for it may take long. */
const NESTED_COUNT = 16;

const END = '\n}\n';

/** Writes a whole document. */
export class DocumentWriter extends VarWriter {
  constructor(
    out: ByteWriter,
    private readonly evaluations: Evaluations,
    private readonly failures: Failures,
    private readonly remarks: QuietLog,
  ) {
    super(out, MAX_DOCUMENT_BYTES - END.length);
  }

  async write(variables: VarSequence, stretch: Stretch): Promise<void> {
    const { out } = this;
    out.ascii('{\n');
    for (let from = 0, to = 0; from < variables.length; from = to) {
      to = endOfBatch(variables, from);
      if (stretch.isOver) {
        await stretch.next();
      }
      this.members(variables, from, to);
    }
    out.ascii(END);
  }

  override evaluate(func: Func): unknown {
    try {
      return this.evaluations.valueOf(func);
    } finally {
      const remark = this.evaluations.remarks.get(func);
      if (remark !== undefined) {
        const path = printablePath(this.path);
        this.remarks.say(path, () => messages.remark(path, remark));
      }
    }
  }

  override failed(keys: readonly string[], error: unknown): void {
    this.failures.failed([...this.path, ...keys], error);
  }

  override abandon(promise: PromiseLike<unknown>): void {
    this.evaluations.abandon(promise);
  }

  protected override roomFor(key: string): number {
    // Clients take a page without these two for none at all.
    return isReservedName(key)
      ? Infinity
      : Math.min(MAX_VALUE_BYTES, this.room);
  }
}

function endOfBatch({ leaves, length }: VarSequence, from: number): number {
  if (leaves === undefined) {
    return Math.min(from + BATCH, length);
  }
  let to = from;
  for (let count = 0; count < BATCH && to < length; to++) {
    count += leaves[to] ? 1 : NESTED_COUNT;
  }
  return to;
}
