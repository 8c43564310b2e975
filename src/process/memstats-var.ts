import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';
import type { CountedCollections, GcRecorder } from './gc-recorder.js';
import { BY_SIZE, readMemStats } from './memstats.js';
import { NextIterationVar } from './next-iteration-var.js';
import type { TickCache } from './tick-cache.js';
import type { ProcStatus } from './proc-status.js';
import { PauseRingText } from './pause-ring-text.js';

const BY_SIZE_TEXT = JSON.stringify(BY_SIZE);

/** Go's `memstats`, read when it is written. */
export class MemStatsVar extends NextIterationVar {
  private pauseNs: PauseRingText;
  private pauseEnd: PauseRingText;
  /** Which life of the ledger they are of. */
  private since: number;

  constructor(
    private readonly ledger: GcRecorder,
    private readonly collections: CountedCollections,
    private readonly status: TickCache<ProcStatus | undefined>,
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
    this.pauseNs = new PauseRingText(pauseNs);
    this.pauseEnd = new PauseRingText(pauseEnd);
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
      out.writeAscii(`${separator}"${name}":`);
      separator = ',';
      switch (name) {
        case 'PauseNs':
          out.writeAscii(this.pauseNs.of(count));
          break;
        case 'PauseEnd':
          out.writeAscii(this.pauseEnd.of(count));
          break;
        case 'BySize':
          out.writeAscii(BY_SIZE_TEXT);
          break;
        default:
          out.writeAscii(String(value));
      }
    }
    out.writeAscii('}');
  }

  private forgetFormerLife(): void {
    const { since } = this.ledger;
    if (since !== this.since) {
      const { pauseNs, pauseEnd } = this.ledger[this.collections];
      this.pauseNs = new PauseRingText(pauseNs);
      this.pauseEnd = new PauseRingText(pauseEnd);
      this.since = since;
    }
  }
}
