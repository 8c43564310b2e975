import { performance } from 'node:perf_hooks';
import { type HistogramOptions, HistogramVar } from '../vars/histogram-var.js';
import { IntVar } from '../vars/int-var.js';
import { MapVar } from '../vars/map-var.js';

/** What is counted of one method, for all instances of a class. */
export class MethodVars {
  /** The calls that have begun. */
  readonly calls = new IntVar();
  /** Those that threw, rejected or gave an error. */
  readonly errors = new IntVar();
  /** What has returned and goes on: promises, Observables and generators. */
  readonly inFlight = new IntVar();
  /** All of them, by these names. */
  readonly map = new MapVar();
  private readonly latency: HistogramVar | undefined;

  /** @param latency also measures how long calls take, in seconds */
  constructor(latency?: HistogramOptions) {
    this.map.set('calls', this.calls);
    this.map.set('errors', this.errors);
    this.map.set('inFlight', this.inFlight);
    if (latency !== undefined) {
      this.latency = new HistogramVar(latency);
      this.map.set('latency', this.latency);
    }
  }

  /** Now, or without a latency any number. */
  now(): number {
    return this.latency === undefined ? 0 : performance.now();
  }

  /** Takes the time since `start`, which {@link MethodVars.now} gave. */
  time(start: number): void {
    if (this.latency !== undefined) {
      const seconds = (performance.now() - start) / 1000;
      // Tests of users set the clock to what they like.
      if (seconds >= 0) {
        this.latency.record(seconds);
      }
    }
  }
}
