import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';
import { CollectorVar } from './collector-var.js';
import { type CountedCollections, gcRecorder } from './gc-recorder.js';
import { BY_SIZE, type MemStats, readMemStats } from './memstats.js';
import { PauseRingText } from './pause-ring-text.js';
import type { ProcessReadings } from './process-readings.js';

const BY_SIZE_TEXT = JSON.stringify(BY_SIZE);

/** Go's `memstats`, read when it is written. */
export class MemStatsVar extends CollectorVar {
  private pauseNs!: PauseRingText;
  private pauseEnd!: PauseRingText;
  /** When the recording began that the texts of the rings belong to. */
  private since = NaN;

  constructor(
    private readonly collections: CountedCollections,
    private readonly readings: ProcessReadings,
  ) {
    super(() => {
      const stats = readMemStats(collections, readings);
      return {
        ...stats,
        PauseNs: stats.PauseNs.slice(),
        PauseEnd: stats.PauseEnd.slice(),
      };
    });
  }

  /** @internal */
  override [WRITE]({ out }: VarWriter): void {
    const stats = readMemStats(this.collections, this.readings);
    const { count } = gcRecorder[this.collections];
    this.forgetFormerRecording(stats);
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

  private forgetFormerRecording({ PauseNs, PauseEnd }: MemStats): void {
    const { since } = gcRecorder;
    if (since !== this.since) {
      this.pauseNs = new PauseRingText(PauseNs);
      this.pauseEnd = new PauseRingText(PauseEnd);
      this.since = since;
    }
  }
}
