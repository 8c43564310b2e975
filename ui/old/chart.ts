import {
  axisLabels,
  multiplesOf,
  rangeOf,
  timeStep,
  type ValueRange,
} from './axis.js';
import { prepareCanvas } from './canvas.js';
import { h, setAttribute, setText } from './dom.js';
import { formatQuantity, formatTime } from './format.js';
import type { TickRange } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';
import { color } from './theme.js';

export interface Line {
  readonly label: () => string;
  /** The name of a colour of the style sheet. */
  readonly color: string;
  readonly unit: string | undefined;
  /** @returns NaN where the value is unknown */
  readonly valueAt: (store: Store, tick: number) => number;
  /** The line has values from 0 to 1 and an axis on the right. */
  readonly isRightAxis?: boolean;
  readonly hasBars?: boolean;
  /** Distinguishes the line for those who cannot distinguish its colour. */
  readonly isDashed?: boolean;
  readonly hasArea?: boolean;
}

export interface ChartOptions {
  readonly title: () => string;
  readonly lines: readonly Line[];
  /** The axis begins at 0, and not at the least value. */
  readonly fromZero: boolean;
  /** The least upper end of the axis. */
  readonly minHigh?: number;
  /** The height of a mark at the bottom, from 0 (no mark) to 1. */
  readonly markAt?: (store: Store, tick: number) => number;
}

const FONT =
  '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** A line breaks between samples that are further apart, in intervals. */
const GAP_INTERVALS = 2.5;
const PADDING_TOP = 9;
const PADDING_BOTTOM = 21;
const PADDING_RIGHT = 8;
const LABEL_GAP = 6;
/** The least distance between the labels of values. */
const LABEL_DISTANCE = 24;
const TIME_LABEL_DISTANCE = 74;

/** The time at the pointer. All charts show their values at this time. */
const charts = new Set<Chart>();
let pointerTime: number | undefined;

function setPointerTime(time: number | undefined): void {
  pointerTime = time;
  for (const chart of charts) {
    chart.updateLegend();
  }
}

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly rightY: (value: number) => number;
}

/** A chart of the last minutes. Its legend shows the values at the pointer. */
export class Chart {
  readonly element: HTMLElement;
  private readonly canvas = h('canvas');
  private readonly cursor = h('div', { class: 'cursor', hidden: true });
  private readonly title = h('h2');
  private readonly plotElement = h(
    'div',
    { class: 'plot', role: 'img' },
    this.canvas,
    this.cursor,
  );
  private readonly values: HTMLElement[] = [];
  private readonly labels: HTMLElement[] = [];
  private readonly marksLabel = h('span');
  private readonly visibilityObserver: IntersectionObserver;
  private readonly resizeObserver = new ResizeObserver(() => this.draw());
  private isVisible = true;
  /** Draws what has changed while the chart was not visible. */
  private updateLater: (() => void) | undefined;
  private store: Store | undefined;
  private from = 0;
  private to = 1;
  private readonly times: number[] = [];
  private readonly columns: number[][];
  private readonly marks: number[] = [];
  private plot: Plot | undefined;
  /** The digits of the values in the legend. */
  private digits = 3;

  constructor(private readonly options: ChartOptions) {
    const { lines } = options;
    this.columns = lines.map(() => []);
    const legend = h('div', {
      class: lines.length === 1 ? 'legend' : 'legend several',
    });
    for (const line of lines) {
      const value = h('b');
      const label = h('span');
      const swatch = h('i', { class: 'swatch' });
      const paint = `var(--${line.color})`;
      swatch.style.background =
        line.isDashed === true
          ? `linear-gradient(90deg, ${paint} 33%, #0000 0 66%, ${paint} 0)`
          : paint;
      this.values.push(value);
      this.labels.push(label);
      if (lines.length === 1) {
        legend.append(value);
      } else {
        legend.append(h('span', { class: 'entry' }, swatch, label, value));
      }
    }
    const marks = h(
      'span',
      { class: 'entry marks', hidden: options.markAt === undefined },
      h('i', { class: 'swatch mark' }),
      this.marksLabel,
    );
    this.element = h(
      'figure',
      { class: 'chart' },
      h(
        'figcaption',
        {},
        this.title,
        // One value fits beside the title; several go below it.
        ...(lines.length === 1 ? [legend, marks] : [marks, legend]),
      ),
      this.plotElement,
    );
    this.visibilityObserver = new IntersectionObserver((entries) => {
      this.isVisible = entries.at(-1)?.isIntersecting ?? true;
      if (this.isVisible) {
        this.updateLater?.();
      }
    });
    this.visibilityObserver.observe(this.element);
    this.resizeObserver.observe(this.canvas);
    this.plotElement.addEventListener('pointermove', ({ offsetX }) => {
      const { plot, from, to } = this;
      if (plot !== undefined) {
        const position = (offsetX - plot.left) / (plot.right - plot.left);
        setPointerTime(from + Math.min(1, Math.max(0, position)) * (to - from));
      }
    });
    this.plotElement.addEventListener('pointerleave', () =>
      setPointerTime(undefined),
    );
    charts.add(this);
  }

  update(store: Store, range: TickRange): void {
    setText(this.title, this.options.title());
    setText(this.marksLabel, t.gcShort);
    setAttribute(this.marksLabel, 'title', t.gcMarks);
    if (!this.isVisible) {
      setAttribute(this.plotElement, 'aria-label', this.options.title());
      this.updateLater = () => this.update(store, range);
      return;
    }
    this.updateLater = undefined;
    this.store = store;
    this.to = store.times.get(range.to);
    this.from = this.to - (range.length - 1) * store.intervalMs;
    this.readSamples(store, range);
    this.draw();
  }

  destroy(): void {
    charts.delete(this);
    this.visibilityObserver.disconnect();
    this.resizeObserver.disconnect();
  }

  private readSamples(store: Store, { from, to }: TickRange): void {
    const { lines, markAt } = this.options;
    this.times.length = 0;
    this.marks.length = 0;
    for (const column of this.columns) {
      column.length = 0;
    }
    for (let tick = from; tick <= to; tick++) {
      const at = store.times.get(tick);
      if (at >= this.from) {
        this.times.push(at);
        this.marks.push(markAt?.(store, tick) ?? 0);
        for (const [index, line] of lines.entries()) {
          this.columns[index]!.push(line.valueAt(store, tick));
        }
      }
    }
  }

  private draw(): void {
    const context = prepareCanvas(this.canvas);
    if (context === null || this.store === undefined) {
      return;
    }
    const ratio = devicePixelRatio;
    const width = this.canvas.width / ratio;
    const height = this.canvas.height / ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = FONT;
    context.lineJoin = 'round';
    const plot = this.drawAxes(context, width, height);
    this.plot = plot;
    context.save();
    context.beginPath();
    context.rect(plot.left, 0, plot.right - plot.left, plot.bottom + 1);
    context.clip();
    this.drawMarks(context, plot);
    for (const [index, line] of this.options.lines.entries()) {
      if (line.hasBars === true) {
        this.drawBars(context, plot, line, this.columns[index]!);
      } else {
        this.drawLine(context, plot, line, this.columns[index]!);
      }
    }
    context.restore();
    this.updateLegend();
  }

  /** @returns where values are between the axes */
  private drawAxes(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
  ): Plot {
    const { lines } = this.options;
    const unit = lines.find((line) => line.isRightAxis !== true)?.unit;
    const hasRight = lines.some((line) => line.isRightAxis === true);
    const top = PADDING_TOP;
    const bottom = height - PADDING_BOTTOM;
    const range = this.valueRange();
    const { low, high } = range;
    const maxLabels = (bottom - top) / LABEL_DISTANCE;
    const { values, texts, digits } = axisLabels(range, maxLabels, unit);
    this.digits = digits - 1;
    const left =
      LABEL_GAP +
      Math.ceil(
        Math.max(30, ...texts.map((text) => context.measureText(text).width)),
      );
    const right =
      width -
      (hasRight
        ? context.measureText('100 %').width + LABEL_GAP
        : PADDING_RIGHT);
    const { from, to } = this;
    const plot: Plot = {
      left,
      right,
      top,
      bottom,
      x: (at) => left + ((at - from) / (to - from)) * (right - left),
      y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
      rightY: (value) => bottom - value * (bottom - top),
    };
    context.lineWidth = 1;
    context.strokeStyle = color('line');
    context.fillStyle = color('muted');
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    context.beginPath();
    for (const [index, value] of values.entries()) {
      const y = Math.round(plot.y(value)) + 0.5;
      context.moveTo(left, y);
      context.lineTo(right, y);
      context.fillText(texts[index]!, left - LABEL_GAP, y);
    }
    context.stroke();
    if (hasRight) {
      context.textAlign = 'left';
      for (const [value, text] of [
        [0, '0'],
        [0.5, '50 %'],
        [1, '100 %'],
      ] as const) {
        context.fillText(text, right + LABEL_GAP, plot.rightY(value));
      }
    }
    const step = timeStep(to - from, (right - left) / TIME_LABEL_DISTANCE);
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    for (const at of multiplesOf(step, from, to)) {
      const text = formatTime(at, step % 60_000 !== 0);
      const half = context.measureText(text).width / 2;
      const x = plot.x(at);
      if (x + half <= width && x - half >= 0) {
        context.fillText(text, x, height - 2);
      }
    }
    return plot;
  }

  private valueRange(): ValueRange {
    const { fromZero, minHigh, lines } = this.options;
    const columns = this.columns.filter(
      (_, line) => lines[line]!.isRightAxis !== true,
    );
    return rangeOf(columns, fromZero, minHigh);
  }

  private isGap(index: number): boolean {
    return (
      index > 0 &&
      this.times[index]! - this.times[index - 1]! >
        GAP_INTERVALS * (this.store?.intervalMs ?? 1000)
    );
  }

  private drawLine(
    context: CanvasRenderingContext2D,
    plot: Plot,
    line: Line,
    column: readonly number[],
  ): void {
    const y = line.isRightAxis === true ? plot.rightY : plot.y;
    const baseline = Math.min(plot.bottom, y(0));
    const stroke = new Path2D();
    context.beginPath();
    let startX = NaN;
    let lastX = NaN;
    const closeArea = (): void => {
      if (!Number.isNaN(startX)) {
        context.lineTo(lastX, baseline);
        context.lineTo(startX, baseline);
      }
      startX = NaN;
    };
    for (const [index, value] of column.entries()) {
      if (Number.isNaN(value) || this.isGap(index)) {
        closeArea();
      }
      if (Number.isNaN(value)) {
        continue;
      }
      const x = plot.x(this.times[index]!);
      if (Number.isNaN(startX)) {
        startX = x;
        stroke.moveTo(x, y(value));
        context.moveTo(x, y(value));
      } else {
        stroke.lineTo(x, y(value));
        context.lineTo(x, y(value));
      }
      lastX = x;
    }
    closeArea();
    const paint = color(line.color);
    if (line.hasArea === true) {
      context.globalAlpha = 0.11;
      context.fillStyle = paint;
      context.fill();
      context.globalAlpha = 1;
    }
    context.strokeStyle = paint;
    context.lineWidth = 1.4;
    context.setLineDash(line.isDashed === true ? [4, 3] : []);
    context.stroke(stroke);
    context.setLineDash([]);
  }

  private drawBars(
    context: CanvasRenderingContext2D,
    plot: Plot,
    line: Line,
    column: readonly number[],
  ): void {
    const slot =
      ((plot.right - plot.left) * (this.store?.intervalMs ?? 1000)) /
      (this.to - this.from);
    const width = Math.max(1, Math.min(8, slot * 0.75));
    context.fillStyle = color(line.color);
    for (const [index, value] of column.entries()) {
      if (value > 0) {
        const y = plot.y(value);
        context.fillRect(
          plot.x(this.times[index]!) - width / 2,
          y,
          width,
          Math.max(1, plot.bottom - y),
        );
      }
    }
  }

  private drawMarks(context: CanvasRenderingContext2D, plot: Plot): void {
    context.fillStyle = color('gc');
    for (const [index, mark] of this.marks.entries()) {
      if (mark > 0) {
        const height = 2 + 10 * Math.min(1, mark);
        context.globalAlpha = 0.35 + 0.65 * Math.min(1, mark * 2);
        context.fillRect(
          Math.round(plot.x(this.times[index]!)) - 0.5,
          plot.bottom - height,
          1,
          height,
        );
      }
    }
    context.globalAlpha = 1;
  }

  /** Shows the values at the pointer, or the last ones. */
  updateLegend(): void {
    const { options, plot, times } = this;
    const pointed =
      pointerTime === undefined || plot === undefined
        ? undefined
        : indexOfNearest(times, pointerTime);
    const index = pointed ?? times.length - 1;
    this.cursor.hidden = pointed === undefined;
    if (pointed !== undefined && plot !== undefined) {
      const x = Math.round(plot.x(times[pointed]!));
      this.cursor.style.transform = `translateX(${x}px)`;
      this.cursor.style.top = `${plot.top}px`;
      this.cursor.style.height = `${plot.bottom - plot.top}px`;
      this.cursor.classList.toggle(
        'in-right-half',
        x > (plot.left + plot.right) / 2,
      );
      setAttribute(this.cursor, 'data-time', formatTime(times[pointed]!));
    }
    for (const [line, { unit, label }] of options.lines.entries()) {
      const value = this.columns[line]![index];
      setText(this.labels[line]!, label());
      setText(this.values[line]!, knownText(value, unit, this.digits));
    }
    if (pointed === undefined) {
      this.updateDescription();
    }
  }

  /** Describes the chart for screen readers. */
  private updateDescription(): void {
    const facts = this.options.lines.map(({ label, unit }, line) => {
      const known = this.columns[line]!.filter((value) => !Number.isNaN(value));
      return t.chartFact(
        label(),
        knownText(known.at(-1), unit, this.digits),
        knownText(
          known.length === 0 ? NaN : Math.min(...known),
          unit,
          this.digits,
        ),
        knownText(
          known.length === 0 ? NaN : Math.max(...known),
          unit,
          this.digits,
        ),
      );
    });
    setAttribute(
      this.plotElement,
      'aria-label',
      t.chartLabel(this.options.title(), facts.join(' ')),
    );
  }
}

function knownText(
  value: number | undefined,
  unit: string | undefined,
  digits: number,
): string {
  return value === undefined || Number.isNaN(value)
    ? t.noValue
    : formatQuantity(value, unit, digits);
}

function indexOfNearest(
  times: readonly number[],
  at: number,
): number | undefined {
  let best: number | undefined;
  for (const [index, time] of times.entries()) {
    if (
      best === undefined ||
      Math.abs(time - at) < Math.abs(times[best]! - at)
    ) {
      best = index;
    }
  }
  return best;
}
