import { BUCKETS } from '../vars/bucket-counts.js';
import { type HistogramOptions, HistogramVar } from '../vars/histogram-var.js';
import { IntVar } from '../vars/int-var.js';
import { MapVar } from '../vars/map-var.js';
import type { CallCounts, MeasuredCalls } from '../vars/measured-calls.js';
import { counter, type VarMeta } from '../vars/var-meta.js';

/** The variables of one route and method. */
export class RouteVars implements MeasuredCalls {
  static readonly meta: VarMeta = {
    members: {
      aborted: counter(
        '{request}',
        'Requests that the client gave up before the response was complete',
      ),
      bytesOut: counter(
        'By',
        'Bytes that were sent, headers of responses included',
      ),
      errors: counter(
        '{request}',
        'Requests answered with a status from 500 on',
      ),
      latency: {
        kind: 'histogram',
        unit: 's',
        metric: 'http_server_request_duration_seconds',
        description:
          'Time from the request to the end of the response, of requests that were answered; without event streams',
      },
      requests: {
        description: 'Requests answered, by class of status',
        label: 'status_class',
        each: counter(
          '{request}',
          'Requests answered with a status of the class',
          'http_server_responses_total',
        ),
      },
    },
  };

  readonly kind = 'route';
  readonly unit = 's';
  /** The variables by name. */
  readonly map = new MapVar();
  readonly aborted = new IntVar();
  readonly bytesOut = new IntVar();
  readonly latency: HistogramVar;
  private readonly errors = new IntVar();
  private readonly requests = new MapVar();
  /** The counters of `requests` by the first digit of the status. */
  private readonly classes: IntVar[] = [];

  constructor({ window }: HistogramOptions) {
    this.latency = new HistogramVar({ window });
    this.map.set('aborted', this.aborted);
    this.map.set('bytesOut', this.bytesOut);
    this.map.set('errors', this.errors);
    this.map.set('latency', this.latency);
    this.map.set('requests', this.requests);
  }

  /**
   * Returns the most bytes that the JSON of the variables can take, without the
   * key.
   */
  static maxBytes({ window }: HistogramOptions): number {
    // Counts have up to 16 digits, seconds up to 23 characters.
    return window === undefined ? 640 : 955;
  }

  countAnswer(status: number): void {
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

  readCalls(): CallCounts {
    return {
      resets: 0,
      count: this.classes.reduce((sum, answers) => sum + answers.value, 0),
      errors: this.errors.value,
      clientErrors: this.classes[4]?.value ?? 0,
      aborted: this.aborted.value,
      bytes: this.bytesOut.value,
      latency: this.latency[BUCKETS],
    };
  }
}
