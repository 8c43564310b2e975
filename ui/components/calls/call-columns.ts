import { formatNumber } from '../../state/format.js';
import { MIN_RESPONSES } from '../../state/built-in-limits.js';
import { FAILING_SHARE } from '../../state/findings.js';
import type { CallColumn, CallRow } from '../../state/intervals.js';
import { t } from '../../text/index.js';

/** The rows of a table are routes, or methods. */
export type CallKind = 'route' | 'method';

/** The unit of all latencies of a table, so that its figures compare. */
export interface LatencyUnit {
  readonly name: string;
  readonly perSecond: number;
}

/** Returns microseconds only where no latency has a millisecond. */
export function latencyUnitOf(rows: readonly CallRow[]): LatencyUnit {
  const isTiny =
    rows.some(({ max }) => max > 0) && rows.every(({ max }) => !(max >= 1e-3));
  return isTiny
    ? { name: 'µs', perSecond: 1e6 }
    : { name: 'ms', perSecond: 1e3 };
}

/** A column of figures. */
export interface FigureColumn {
  readonly name: Exclude<CallColumn, 'name' | 'errors'>;
  readonly label: (unit: LatencyUnit) => string;
  /** The figure without its unit, which stands in the head of the column. */
  readonly text: (row: CallRow, unit: LatencyUnit) => string;
  /** The figure is a percentile, which says little of few requests. */
  readonly isPercentile?: boolean;
}

const NONE = '–';

function share(ratio: number): string {
  return ratio > 0 ? formatNumber(ratio * 100, 2) : NONE;
}

function latency(
  name: 'p50' | 'p95' | 'p99' | 'max',
  isPercentile: boolean,
): FigureColumn {
  return {
    name,
    label: (unit) => `${t.calls[name]}, ${unit.name}`,
    text: (row, unit) =>
      Number.isNaN(row[name])
        ? NONE
        : formatNumber(row[name] * unit.perSecond, 3),
    isPercentile,
  };
}

export const COLUMNS: Readonly<Record<CallKind, readonly FigureColumn[]>> = {
  route: columnsOf('route'),
  method: columnsOf('method'),
};

function columnsOf(kind: CallKind): FigureColumn[] {
  const isRoute = kind === 'route';
  return [
    {
      name: 'perSecond',
      label: () =>
        isRoute ? t.calls.requestsPerSecond : t.calls.callsPerSecond,
      text: ({ perSecond }) => formatNumber(perSecond, 3),
    },
    {
      name: 'errorShare',
      label: () => (isRoute ? '5xx, %' : t.calls.errorsInPercent),
      text: ({ errorShare }) => share(errorShare),
    },
    ...(isRoute
      ? [
          {
            name: 'clientErrorShare',
            label: () => '4xx, %',
            text: ({ clientErrorShare }) => share(clientErrorShare),
          } satisfies FigureColumn,
        ]
      : []),
    latency('p50', true),
    latency('p95', true),
    latency('p99', true),
    latency('max', false),
    {
      name: 'timeShare',
      label: () => t.calls.timeShare,
      text: ({ timeShare, hasLatencies }) =>
        hasLatencies && timeShare > 0
          ? `${formatNumber(timeShare * 100, 2)} %`
          : NONE,
    },
  ];
}

/** True if the share of errors is marked. */
export function isFailing({ errorShare, calls }: CallRow): boolean {
  return errorShare >= FAILING_SHARE && calls.count >= MIN_RESPONSES;
}

/** The first rows, and those that fail in place of the last of them. */
export function rowsThatMatter(
  rows: readonly CallRow[],
  limit: number,
): CallRow[] {
  const places = limit - rows.slice(limit).filter(isFailing).length;
  return rows
    .filter((row, index) => index < places || isFailing(row))
    .slice(0, limit);
}
