import type { ByteWriter } from '../encoding/byte-writer.js';
import type { VarSequence } from '../vars/var-sequence.js';
import { VarWriter } from '../vars/var-writer.js';
import type { Evaluations } from './evaluations.js';
import type { FailureLog } from './failure-log.js';
import type { Stretch } from './stretch.js';

/** So many plain variables are written between looks at the clock. */
const BATCH = 64;
/** One with code or variables in it counts as this many, for it may take long. */
const NESTED_COUNT = 16;

/** Writes a whole document. */
export class DocumentWriter extends VarWriter {
  constructor(
    out: ByteWriter,
    private readonly evaluations: Evaluations,
    private readonly failureLog: FailureLog,
  ) {
    super(out);
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
    out.ascii('\n}\n');
  }

  override evaluate(func: { readonly value: unknown }): unknown {
    return this.evaluations.valueOf(func);
  }

  override failed(key: string, error: unknown): void {
    this.failureLog.failed([...this.path, key], error);
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
