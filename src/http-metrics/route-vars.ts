import { type HistogramOptions, HistogramVar } from '../vars/histogram-var.js';
import { IntVar } from '../vars/int-var.js';
import { MapVar } from '../vars/map-var.js';

/** What is counted of the requests of one route with one method. */
export class RouteVars {
  /** Those that were given up before the answer was whole. */
  readonly aborted = new IntVar();
  /** Those that were answered with a status from 500 on. */
  readonly errors = new IntVar();
  /** From their coming in to the end of the answer, in seconds. */
  readonly latency: HistogramVar;
  /** All of them, by these names. */
  readonly map = new MapVar();
  private readonly requests = new MapVar();
  /** By the first digit of the status. */
  private readonly classes: (IntVar | undefined)[] = [];

  constructor(latency: HistogramOptions) {
    this.latency = new HistogramVar(latency);
    this.map.set('aborted', this.aborted);
    this.map.set('errors', this.errors);
    this.map.set('latency', this.latency);
    this.map.set('requests', this.requests);
  }

  /** Counts an answer. */
  count(status: number): void {
    const digit = Math.floor(status / 100);
    let answers = this.classes[digit];
    if (answers === undefined) {
      answers = new IntVar();
      this.classes[digit] = answers;
      this.requests.set(`${digit}xx`, answers);
    }
    answers.add(1);
    if (digit >= 5) {
      this.errors.add(1);
    }
  }
}
