import { isNumber } from './format.js';
import type { RingBuffer } from './ring-buffer.js';
import type { Store } from './store.js';
import {
  isSummarized,
  summaryType,
  memberOf,
  recentFigures,
  trendValue,
} from './summary.js';
import { isTimestamp, measureOf, rateUnit } from './units.js';
import { isCounter, ValueNode, type VariableNode } from './variable-tree.js';

/** More lines cannot be told apart. */
const MAX_LINES = 6;

/** A greater sample is rounded, and its rate would be a saw-tooth. */
const MAX_EXACT = 2 ** 53;

export interface BoardLine {
  readonly variable: VariableNode;
  /** The value whose samples are drawn. */
  readonly value: ValueNode;
  /** A counter is drawn as its rate. */
  readonly isRate: boolean;
  readonly unit: string | undefined;
}

export interface BoardChart {
  /** The key of the first variable. */
  readonly key: string;
  readonly unit: string | undefined;
  readonly lines: readonly BoardLine[];
}

export interface Board {
  readonly charts: readonly BoardChart[];
  /** Pinned variables without a number, such as strings. */
  readonly withoutNumber: readonly VariableNode[];
  /** Pinned keys that the process does not have. */
  readonly missing: readonly string[];
}

/**
 * Makes charts of the pinned variables, in their order. A variable joins the
 * first chart of its unit that has room, unless it stands alone.
 *
 * @param alone keys of variables that have a chart of their own
 */
export function buildBoard(
  store: Store,
  pins: Iterable<string>,
  alone: ReadonlySet<string>,
): Board {
  const charts: {
    key: string;
    unit: string | undefined;
    lines: BoardLine[];
  }[] = [];
  const withoutNumber: VariableNode[] = [];
  const missing: string[] = [];
  const open = new Map<string, BoardLine[]>();
  for (const key of pins) {
    const variable = store.find(key);
    if (variable === undefined) {
      missing.push(key);
      continue;
    }
    const lines = linesOf(variable);
    const [first] = lines;
    if (first === undefined) {
      withoutNumber.push(variable);
      continue;
    }
    const unit = sharedUnit(first.unit);
    const chart = open.get(unit);
    const isAlone = alone.has(key) || lines.length > 1;
    if (chart !== undefined && !isAlone && chart.length < MAX_LINES) {
      chart.push(...lines);
      continue;
    }
    charts.push({ key, unit: first.unit, lines });
    if (!isAlone) {
      open.set(unit, lines);
    }
  }
  return { charts, withoutNumber, missing };
}

/**
 * Returns the lines that show a variable: the percentiles of a histogram's
 * window if it has one, otherwise those of all its values.
 */
export function linesOf(variable: VariableNode): BoardLine[] {
  const type = summaryType(variable);
  const values =
    type === undefined || variable instanceof ValueNode
      ? [trendValue(variable)]
      : type === 'histogram'
        ? ['p50', 'p90', 'p99'].map((name) =>
            memberOf(recentFigures(variable), name),
          )
        : ['rate1m', 'rate5m', 'rate15m'].map((name) =>
            memberOf(variable, name),
          );
  return values.flatMap((value) => {
    if (value === undefined) {
      return [];
    }
    const { displayUnit } = value.info;
    const sample = value.value;
    // A chart of a time of day has no use.
    if (!isNumber(sample) || isTimestamp(sample, displayUnit)) {
      return [];
    }
    const isRate = isCounter(value) && !isSummarized(variable);
    const unit = isRate ? rateUnit(displayUnit) : displayUnit;
    return [{ variable, value, isRate, unit }];
  });
}

/** Counts of different things have different units: `{order}` and `{item}`. */
function sharedUnit(unit: string | undefined): string {
  const measure = measureOf(unit);
  return measure === '' ? (unit ?? '') : measure;
}

/**
 * Returns a function that reads what a line shows at a tick; NaN if it is
 * unknown. Another process has the value under another id.
 */
export function lineReader({
  value,
  isRate,
}: Pick<BoardLine, 'value' | 'isRate'>): (
  store: Store,
  tick: number,
) => number {
  let current: Store | undefined;
  let samples: RingBuffer | undefined;
  return (store, tick) => {
    if (store !== current) {
      current = store;
      const isOwn = store.valuesById.get(value.id) === value;
      const node = isOwn ? value : store.find(value.key);
      samples = node && store.series.get(node.id);
    }
    if (samples === undefined || !isRate) {
      return samples?.get(tick) ?? NaN;
    }
    if (Math.abs(samples.get(tick)) >= MAX_EXACT) {
      return NaN;
    }
    const { timeline } = store;
    const rise = samples.get(tick) - samples.get(tick - 1);
    const seconds =
      (timeline.mono.get(tick) - timeline.mono.get(tick - 1)) / 1000;
    // A fall is a counter that starts again, and a gap has no rate.
    return tick <= timeline.firstTick || timeline.hasGapBefore(tick) || rise < 0
      ? NaN
      : rise / seconds;
  };
}
