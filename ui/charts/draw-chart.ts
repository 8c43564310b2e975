import { color } from '../components/theme.js';
import { formatTime } from '../state/format.js';
import type { TimeRange } from '../state/intervals.js';
import { timeLabels, type ValueAxis } from './axis.js';
import {
  type ChartData,
  drawnColumns,
  type Mark,
  type RestartMark,
  type ValueOptions,
  valueAxisOf,
} from './chart-data.js';
import { barsOf, linesThrough, type Plot, xOf, yOf } from './plot.js';

const FONT =
  '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const PADDING_TOP = 8;
const PADDING_RIGHT = 6;
const PADDING_BOTTOM = 6;
const TIME_LABELS_HEIGHT = 20;
const LABEL_GAP = 6;
/** A narrower chart has no labels of values, and no marks. */
const MIN_LABELLED_WIDTH = 200;
/** The least space for the labels of values, so that charts are aligned. */
export const MIN_LEFT = 58;
/** The least distance between labels of values, and of times. */
const LABEL_DISTANCE = 26;
const TIME_LABEL_DISTANCE = 76;

/** The time axis of charts, and what is drawn behind their values. */
export interface TimeView extends TimeRange {
  readonly toWall: (x: number) => number;
  readonly hasTimeLabels: boolean;
  readonly marks: readonly Mark[];
  readonly restarts: readonly RestartMark[];
}

/** Draws a chart, and returns where its values are. */
export function drawChart(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { times, series }: ChartData,
  options: ValueOptions & { readonly barMs: number },
  view: TimeView,
): { readonly plot: Plot; readonly axis: ValueAxis } {
  const columns = drawnColumns(series);
  const bottom =
    height - (view.hasTimeLabels ? TIME_LABELS_HEIGHT : PADDING_BOTTOM);
  const axis = valueAxisOf(
    columns,
    options,
    (bottom - PADDING_TOP) / LABEL_DISTANCE,
  );
  const plot = preparePlot(context, width, bottom, axis, view);
  drawAxes(context, height, plot, axis, view, width >= MIN_LABELLED_WIDTH);
  drawLimits(context, plot, options);
  clipped(context, plot, () => {
    let base: number[] | undefined;
    for (const [index, { color: name, style, isDashed }] of series.entries()) {
      const values = columns[index]!;
      context.strokeStyle = context.fillStyle = color(name);
      if (style === 'bars') {
        for (const bar of barsOf(plot, times, values, base, options.barMs)) {
          context.fillRect(bar.x, bar.y, bar.width, bar.height);
        }
        base = values;
      } else {
        const lines = linesThrough(plot, times, values);
        if (style === 'area') {
          fillBelow(context, lines, plot.bottom);
        }
        strokeLines(context, lines, isDashed === true);
      }
    }
    if (width >= MIN_LABELLED_WIDTH) {
      drawMarks(context, plot, view);
    }
  });
  return { plot, axis };
}

function preparePlot(
  context: CanvasRenderingContext2D,
  width: number,
  bottom: number,
  { texts, low, high, isLogarithmic }: ValueAxis,
  { from, to }: TimeRange,
): Plot {
  context.font = FONT;
  const widths = texts.map((text) => context.measureText(text).width);
  return {
    left:
      width < MIN_LABELLED_WIDTH
        ? PADDING_RIGHT
        : Math.max(MIN_LEFT, Math.ceil(Math.max(...widths)) + LABEL_GAP),
    right: width - PADDING_RIGHT,
    top: PADDING_TOP,
    bottom,
    from,
    to,
    low,
    high,
    isLogarithmic,
  };
}

/** Draws the grid, and the labels of values and times. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  height: number,
  plot: Plot,
  { values, texts }: Pick<ValueAxis, 'values' | 'texts'>,
  { hasTimeLabels, toWall }: TimeView,
  hasValueLabels = true,
): void {
  const { left, right, top, bottom, from, to } = plot;
  context.font = FONT;
  context.lineWidth = 1;
  context.strokeStyle = color('line');
  context.fillStyle = color('text-dim');
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.beginPath();
  for (const [index, value] of values.entries()) {
    const y = Math.round(yOf(plot, value)) + 0.5;
    context.moveTo(left, y);
    context.lineTo(right, y);
    if (hasValueLabels) {
      context.fillText(texts[index]!, left - LABEL_GAP, y);
    }
  }
  const { labels, hasSeconds } = timeLabels(
    from,
    to,
    toWall,
    (right - left) / TIME_LABEL_DISTANCE,
  );
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  for (const { x: time, wall } of labels) {
    const x = Math.round(xOf(plot, time)) + 0.5;
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    if (hasTimeLabels) {
      const text = formatTime(wall, hasSeconds);
      const half = context.measureText(text).width / 2;
      if (x + half <= right + PADDING_RIGHT && x - half >= 0) {
        context.fillText(text, x, height - 3);
      }
    }
  }
  context.stroke();
}

function drawLimits(
  context: CanvasRenderingContext2D,
  plot: Plot,
  { limits }: ValueOptions,
): void {
  context.setLineDash([5, 4]);
  for (const level of ['warning', 'critical'] as const) {
    const limit = limits?.[level];
    if (limit !== undefined && limit > plot.low && limit < plot.high) {
      const y = Math.round(yOf(plot, limit)) + 0.5;
      context.strokeStyle = color(level);
      context.beginPath();
      context.moveTo(plot.left, y);
      context.lineTo(plot.right, y);
      context.stroke();
    }
  }
  context.setLineDash([]);
}

/** Keeps what is drawn within the plot. */
export function clipped(
  context: CanvasRenderingContext2D,
  { left, right, bottom }: Plot,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, bottom + 1);
  context.clip();
  draw();
  context.restore();
}

export function strokeLines(
  context: CanvasRenderingContext2D,
  lines: readonly (readonly number[])[],
  isDashed = false,
): void {
  context.beginPath();
  for (const line of lines) {
    trace(context, line);
    if (line.length === 2) {
      // A line through one point would be invisible.
      context.lineTo(line[0]! + 1.5, line[1]!);
    }
  }
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.setLineDash(isDashed ? [4, 3] : []);
  context.stroke();
  context.setLineDash([]);
}

export function fillBelow(
  context: CanvasRenderingContext2D,
  lines: readonly (readonly number[])[],
  bottom: number,
): void {
  context.beginPath();
  for (const line of lines) {
    trace(context, line);
    context.lineTo(line.at(-2)!, bottom);
    context.lineTo(line[0]!, bottom);
  }
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
}

function trace(
  context: CanvasRenderingContext2D,
  line: readonly number[],
): void {
  context.moveTo(line[0]!, line[1]!);
  for (let i = 2; i < line.length; i += 2) {
    context.lineTo(line[i]!, line[i + 1]!);
  }
}

/** The colours of events. Those without an entry have none of their own. */
export const EVENT_COLORS = {
  blocked: 'warning',
  gc: 'gc',
  failed: 'critical',
  recovered: 'live',
  late: 'stale',
  started: 'text-dim',
} as const;

/** Draws events as ticks on the time axis, and restarts as lines. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  plot: Plot,
  { marks, restarts }: TimeView,
): void {
  for (const { from, to, event } of marks) {
    const x = Math.round(xOf(plot, from));
    const width = Math.max(2, Math.round(xOf(plot, to)) - x);
    context.fillStyle = color(EVENT_COLORS[event.kind]);
    context.fillRect(x - 1, plot.bottom - 4, width, 5);
  }
  context.fillStyle = color('text-dim');
  for (const { x } of restarts) {
    context.fillRect(
      Math.round(xOf(plot, x)),
      plot.top,
      1,
      plot.bottom - plot.top,
    );
  }
}
