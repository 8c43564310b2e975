import { gcRecorder } from './gc-recorder.js';
import type { NodeCollectors } from './node/node-collectors.js';

/**
 * Observes the process for one application, until it is stopped or until the
 * application is garbage: Nest shuts down neither an application whose start
 * fails half-way nor one that nobody closes.
 */
export class ProcessObservation {
  /** The timer and the recorder keep this object alive; neither keeps the owner alive. */
  private readonly finalization = new FinalizationRegistry<undefined>(() =>
    this.stop(),
  );

  /**
   * @param owner lives as long as the application
   * @param collectors those of the map `node`; undefined when it is off
   * @param recordsGc true when something publishes garbage collections
   */
  constructor(
    owner: object,
    private readonly collectors: NodeCollectors | undefined,
    recordsGc: boolean,
  ) {
    this.finalization.register(owner, undefined);
    collectors?.start(this);
    if (recordsGc) {
      gcRecorder.acquire(this);
    }
  }

  stop(): void {
    this.collectors?.stop();
    gcRecorder.release(this);
  }
}
