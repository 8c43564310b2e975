import type { ByteWriter } from '../encoding/byte-writer.js';
import { VarWriter } from '../vars/var-writer.js';
import { writeVar } from '../vars/var.js';
import type { Evaluations } from './evaluations.js';
import type { FailureLog } from './failure-log.js';
import type { RegistryEntry } from './registry-entry.js';

const OPEN = Buffer.from('{\n');
const SEPARATOR = Buffer.from(',\n');
const NULL = Buffer.from('null');
const CLOSE = Buffer.from('\n}\n');

/**
 * Writes a whole document. A variable that fails is `null` at top level and
 * left out, key and all, inside a map.
 */
export class DocumentWriter extends VarWriter {
  constructor(
    out: ByteWriter,
    private readonly evaluations: Evaluations,
    private readonly failureLog: FailureLog,
  ) {
    super(out);
  }

  write(entries: readonly RegistryEntry[]): void {
    const { out } = this;
    out.bytes(OPEN);
    let isFirst = true;
    for (const entry of entries) {
      if (isFirst) {
        isFirst = false;
      } else {
        out.bytes(SEPARATOR);
      }
      out.bytes(entry.head);
      this.writeValue(entry);
    }
    out.bytes(CLOSE);
  }

  override evaluate(func: { readonly value: unknown }): unknown {
    return this.evaluations.valueOf(func);
  }

  override leftOut(key: string, error: unknown): void {
    this.failureLog.failed([...this.path, key], error);
  }

  private writeValue({ key, value }: RegistryEntry): void {
    const { out } = this;
    if (value === null) {
      out.bytes(NULL);
      return;
    }
    const start = out.position;
    this.enter(key);
    try {
      writeVar(this, value);
    } catch (error) {
      out.position = start;
      out.bytes(NULL);
      this.failureLog.failed([key], error);
    } finally {
      this.leave();
    }
  }
}
