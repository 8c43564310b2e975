import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';
import { CollectorVar } from './collector-var.js';
import { type CountedCollections, gcRecorder } from './gc-recorder.js';
import { BY_SIZE, readMemStats } from './memstats.js';
import type { ProcessReadings } from './process-readings.js';

const BY_SIZE_TEXT = JSON.stringify(BY_SIZE);

/** Go's `memstats`, read when it is written. */
export class MemStatsVar extends CollectorVar {
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
    const members = {
      ...readMemStats(this.collections, this.readings),
      ...gcRecorder[this.collections].toJson(),
      BySize: BY_SIZE_TEXT,
    };
    let separator = '{';
    for (const [name, value] of Object.entries(members)) {
      out.writeAscii(`${separator}"${name}":`);
      out.writeAscii(String(value));
      separator = ',';
    }
    out.writeAscii('}');
  }
}
