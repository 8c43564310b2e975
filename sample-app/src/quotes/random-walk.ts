import type { Instrument } from './instrument.js';
import type { SeededRandom } from './seeded-random.js';
import type { Tick } from './tick.js';

const MAX_STEP = 3;
const MAX_VOLUME = 20;

/** The trades of one instrument, each a few price steps from the last. */
export class RandomWalk {
  /** The price in steps, which stay exact where decimal prices would not. */
  private steps: number;

  constructor(
    private readonly instrument: Instrument,
    private readonly random: SeededRandom,
  ) {
    this.steps = Math.round(instrument.openingPrice / instrument.tickSize);
  }

  next(time: number): Tick {
    const { symbol, tickSize } = this.instrument;
    this.steps = Math.max(
      1,
      this.steps + this.random.integer(-MAX_STEP, MAX_STEP),
    );
    return {
      symbol,
      price: Number((this.steps * tickSize).toFixed(2)),
      volume: this.random.integer(1, MAX_VOLUME),
      time,
    };
  }
}
