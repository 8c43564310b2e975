import { gcRecorder } from './gc-recorder.js';
import type { NodeCollectors } from './node/node-collectors.js';

/**
 * The observing of the process on behalf of one application. It ends when it is
 * stopped, or else when the application is garbage: Nest shuts down neither one
 * whose start fails half-way nor one that nobody closes.
 */
export class Observation {
  /** Alive while this is, by the timer or the ledger; neither has the owner. */
  private readonly abandoned = new FinalizationRegistry<undefined>(() =>
    this.stop(),
  );

  /**
   * @param owner lives as long as the application
   * @param groups of the map `node`; undefined where it is off
   * @param needsLedger whether collections are counted
   */
  constructor(
    owner: object,
    private readonly groups: NodeCollectors | undefined,
    needsLedger: boolean,
  ) {
    this.abandoned.register(owner, undefined);
    groups?.start(this);
    if (needsLedger) {
      gcRecorder.acquire(this);
    }
  }

  stop(): void {
    this.groups?.stop();
    gcRecorder.release(this);
  }
}
