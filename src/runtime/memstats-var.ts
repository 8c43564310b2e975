import type { ByteWriter } from '../encoding/byte-writer.js';
import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';
import type { Collections, GcLedger } from './gc-ledger.js';
import { RING } from './gc-ring.js';
import { BY_SIZE, readMemStats } from './memstats.js';
import { NextTurnVar } from './next-turn-var.js';
import type { PerTick } from './per-tick.js';
import type { ProcStatus } from './proc-status.js';

const BY_SIZE_TEXT = JSON.stringify(BY_SIZE);

/**
 * Go's `memstats`, read when it is written.
 *
 * Hot path: most of it is two rings of 256 numbers, of which few have changed
 * since the last scrape.
 */
export class MemStatsVar extends NextTurnVar {
  /** The ring of PauseEnd as text, for its numbers are beyond 2^53. */
  private readonly pauseEnds = Array.from({ length: RING }, () => '0');
  /** How many collections have gone into it. */
  private count = 0;
  /** Which life of the ledger they are of. */
  private since = 0;

  constructor(
    private readonly ledger: GcLedger,
    private readonly collections: Collections,
    private readonly status: PerTick<ProcStatus | undefined>,
  ) {
    super(() => readMemStats(ledger, collections, status.value));
  }

  /** @internal */
  override [WRITE]({ out }: VarWriter): void {
    const stats = readMemStats(
      this.ledger,
      this.collections,
      this.status.value,
    );
    this.catchUp(stats.PauseEnd);
    let separator = '{';
    for (const [name, value] of Object.entries(stats)) {
      out.ascii(`${separator}"${name}":`);
      separator = ',';
      switch (name) {
        case 'PauseNs':
          writeArray(out, stats.PauseNs, (pause) => out.integer(pause));
          break;
        case 'PauseEnd':
          writeArray(out, this.pauseEnds, (end) => out.ascii(end));
          break;
        case 'BySize':
          out.ascii(BY_SIZE_TEXT);
          break;
        default:
          out.ascii(String(value));
      }
    }
    out.ascii('}');
  }

  private catchUp(pauseEnd: BigUint64Array): void {
    const { since } = this.ledger;
    const { count } = this.ledger[this.collections];
    if (since !== this.since) {
      this.pauseEnds.fill('0');
      this.count = 0;
      this.since = since;
    }
    for (let i = Math.max(this.count, count - RING); i < count; i++) {
      this.pauseEnds[i % RING] = pauseEnd[i % RING]!.toString();
    }
    this.count = count;
  }
}

function writeArray<T>(
  out: ByteWriter,
  items: Iterable<T>,
  write: (item: T) => void,
): void {
  let separator = '[';
  for (const item of items) {
    out.ascii(separator);
    separator = ',';
    write(item);
  }
  out.ascii(']');
}
