import type { GcKind, GcRecorder } from '../gc-recorder.js';
import { seconds } from './seconds.js';

/** V8's garbage collections by kind since the application started. */
export class GarbageCollections {
  constructor(private readonly ledger: GcRecorder) {}

  read() {
    this.ledger.catchUp();
    const { minor, major, incremental, weakcb } = this.ledger.kinds;
    return {
      minor: read(minor),
      major: read(major),
      incremental: read(incremental),
      weakcb: read(weakcb),
      forced: this.ledger.all.forced,
    };
  }
}

function read({ count, durationNs }: GcKind) {
  return { count, duration: seconds(durationNs) };
}
