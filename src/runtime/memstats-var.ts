import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';
import type { CountedCollections, GcLedger } from './gc-ledger.js';
import { BY_SIZE, readMemStats } from './memstats.js';
import { NextTurnVar } from './next-turn-var.js';
import type { PerTick } from './per-tick.js';
import type { ProcStatus } from './proc-status.js';
import { RingText } from './ring-text.js';

const BY_SIZE_TEXT = JSON.stringify(BY_SIZE);

/** Go's `memstats`, read when it is written. */
export class MemStatsVar extends NextTurnVar {
  private pauseNs: RingText;
  private pauseEnd: RingText;
  /** Which life of the ledger they are of. */
  private since: number;

  constructor(
    private readonly ledger: GcLedger,
    private readonly collections: CountedCollections,
    private readonly status: PerTick<ProcStatus | undefined>,
  ) {
    super(() => {
      const stats = readMemStats(ledger, collections, status.value);
      return {
        ...stats,
        PauseNs: stats.PauseNs.slice(),
        PauseEnd: stats.PauseEnd.slice(),
      };
    });
    const { pauseNs, pauseEnd } = ledger[collections];
    this.pauseNs = new RingText(pauseNs);
    this.pauseEnd = new RingText(pauseEnd);
    this.since = ledger.since;
  }

  /** @internal */
  override [WRITE]({ out }: VarWriter): void {
    const stats = readMemStats(
      this.ledger,
      this.collections,
      this.status.value,
    );
    this.forgetFormerLife();
    const { count } = this.ledger[this.collections];
    let separator = '{';
    for (const [name, value] of Object.entries(stats)) {
      out.ascii(`${separator}"${name}":`);
      separator = ',';
      switch (name) {
        case 'PauseNs':
          out.ascii(this.pauseNs.of(count));
          break;
        case 'PauseEnd':
          out.ascii(this.pauseEnd.of(count));
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

  private forgetFormerLife(): void {
    const { since } = this.ledger;
    if (since !== this.since) {
      const { pauseNs, pauseEnd } = this.ledger[this.collections];
      this.pauseNs = new RingText(pauseNs);
      this.pauseEnd = new RingText(pauseEnd);
      this.since = since;
    }
  }
}
