import { FuncVar } from 'nestjs-expvar';
import { valuesByLabels } from '../support/values-by-labels.js';

export interface ExpvarMetricReaderOptions {
  /**
   * Selects instruments by name.
   *
   * @default all
   */
  readonly include?: (instrumentName: string) => boolean;
}

/** The part of a `CollectionResult` that the reader needs. */
interface Collected {
  readonly resourceMetrics: {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly descriptor: { readonly name: string };
        readonly dataPoints: readonly {
          readonly attributes: Readonly<Record<string, unknown>>;
          readonly value: unknown;
        }[];
      }[];
    }[];
  };
}

interface MetricProducer<Result extends Collected> {
  collect(options?: { timeoutMillis?: number }): Promise<Result>;
}

/** The attribute sets that an instrument may have. */
const CARDINALITY_LIMIT = 2000;

/**
 * Shows the meters of an OpenTelemetry SDK in the document and the dashboard. It
 * is a `MetricReader` of @opentelemetry/sdk-metrics 2 by its shape, and belongs
 * to one `MeterProvider`.
 *
 * The value has a member for each instrument: a number; for several sets of
 * attributes an object of numbers, by the value of the attribute or by
 * `a=b, c=d`; and for a histogram `count`, `sum`, `min` and `max`.
 *
 * @example
 * const reader = new ExpvarMetricReader();
 * const provider = new MeterProvider({ readers: [reader] });
 * registry.publish('otel', reader.var);
 */
export class ExpvarMetricReader {
  /** The meters as a variable, to publish under any name. */
  readonly var: FuncVar;
  private producer: MetricProducer<Collected> | undefined;

  constructor({ include = () => true }: ExpvarMetricReaderOptions = {}) {
    this.var = new FuncVar(async () => {
      const collected = await this.producer?.collect();
      const scopes = collected?.resourceMetrics.scopeMetrics ?? [];
      return Object.fromEntries(
        scopes
          .flatMap(({ metrics }) => metrics)
          .filter(({ descriptor }) => include(descriptor.name))
          .map(({ descriptor, dataPoints }) => [
            descriptor.name,
            valuesByLabels(
              dataPoints.map(({ attributes, value }) => [
                attributes,
                figuresOf(value),
              ]),
            ),
          ]),
      );
    });
  }

  /** Called by the SDK. @throws Error when the reader has a MeterProvider already */
  setMetricProducer(producer: MetricProducer<Collected>): void {
    if (this.producer !== undefined) {
      throw new Error(
        'expvar: ExpvarMetricReader belongs to a MeterProvider already; create another one for the second provider',
      );
    }
    this.producer = producer;
  }

  /** Called by the SDK: `AggregationType.DEFAULT`. */
  selectAggregation(): { type: 0 } {
    return { type: 0 };
  }

  /** Called by the SDK: `AggregationTemporality.CUMULATIVE`. */
  selectAggregationTemporality(): 1 {
    return 1;
  }

  /** Called by the SDK. */
  selectCardinalityLimit(): number {
    return CARDINALITY_LIMIT;
  }

  /** Collects as a reader of the SDK does. @throws Error without a MeterProvider */
  async collect(): Promise<never> {
    if (this.producer === undefined) {
      throw new Error(
        'expvar: ExpvarMetricReader has no MeterProvider; pass it in readers',
      );
    }
    return (await this.producer.collect()) as never;
  }

  /** Called by the SDK. The variable stays, and no longer changes. */
  async shutdown(): Promise<void> {}

  /** Called by the SDK. There is nothing to flush. */
  async forceFlush(): Promise<void> {}
}

/** A number, or the figures of a histogram. */
function figuresOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { count, sum, min, max } = value as Record<string, unknown>;
  return { count, sum, min, max };
}
