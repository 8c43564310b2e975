import { type Range, rangeOf, ticks, timeStep, valueMarks } from './axis.js';
import { fitted } from './canvas.js';
import { h, setAttribute, setText } from './dom.js';
import { formatQuantity, formatTime } from './format.js';
import type { Span } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';
import { color } from './theme.js';

export interface Line {
  readonly label: () => string;
  /** The name of a colour of the style sheet. */
  readonly color: string;
  readonly unit: string | undefined;
  /** At a tick; NaN where nothing is known. */
  readonly at: (store: Store, tick: number) => number;
  /** From 0 to 1, with an axis of its own on the right. */
  readonly right?: boolean;
  readonly bars?: boolean;
  /** Told from another one where colours do not tell them. */
  readonly dashed?: boolean;
  readonly area?: boolean;
}

export interface ChartOptions {
  readonly title: () => string;
  readonly lines: readonly Line[];
  /** From 0 up, and not from the least value. */
  readonly zero: boolean;
  /** The top of the axis where the values stay below it. */
  readonly atLeast?: number;
  /** Marked at the bottom, 0 to 1 of a tick; 0 is no mark. */
  readonly marks?: (store: Store, tick: number) => number;
}

const FONT =
  '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** In samples: a line breaks where more of them are missing. */
const GAP = 2.5;
const PAD_TOP = 9;
const PAD_BOTTOM = 21;
const PAD_RIGHT = 8;
const LABEL_GAP = 6;
/** Labels of values are no closer than that. */
const LABEL_PITCH = 24;

/** All charts show the time that the pointer is at in one of them. */
const charts = new Set<Chart>();
let pointedAt: number | undefined;

function point(at: number | undefined): void {
  pointedAt = at;
  for (const chart of charts) {
    chart.tell();
  }
}

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly y2: (value: number) => number;
}

/** A chart of the last minutes, with a legend of the values at the pointer. */
export class Chart {
  readonly element: HTMLElement;
  private readonly canvas = h('canvas');
  private readonly cursor = h('div', { class: 'cursor', hidden: true });
  private readonly title = h('h2');
  private readonly place = h(
    'div',
    { class: 'plot', role: 'img' },
    this.canvas,
    this.cursor,
  );
  private readonly values: HTMLElement[] = [];
  private readonly labels: HTMLElement[] = [];
  private readonly marksLabel = h('span');
  private readonly observer: IntersectionObserver;
  private readonly sizes = new ResizeObserver(() => this.draw());
  private visible = true;
  private stale: (() => void) | undefined;
  private store: Store | undefined;
  private from = 0;
  private to = 1;
  private readonly times: number[] = [];
  private readonly columns: number[][];
  private readonly marks: number[] = [];
  private plot: Plot | undefined;
  /** Of the values of the legend: those that the axis tells apart. */
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
        line.dashed === true
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
      { class: 'entry marks', hidden: options.marks === undefined },
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
        // One value goes beside the title, and several below it.
        ...(lines.length === 1 ? [legend, marks] : [marks, legend]),
      ),
      this.place,
    );
    this.observer = new IntersectionObserver((entries) => {
      this.visible = entries.at(-1)?.isIntersecting ?? true;
      if (this.visible) {
        this.stale?.();
      }
    });
    this.observer.observe(this.element);
    this.sizes.observe(this.canvas);
    this.place.addEventListener('pointermove', ({ offsetX }) => {
      const { plot, from, to } = this;
      if (plot !== undefined) {
        const part = (offsetX - plot.left) / (plot.right - plot.left);
        point(from + Math.min(1, Math.max(0, part)) * (to - from));
      }
    });
    this.place.addEventListener('pointerleave', () => point(undefined));
    charts.add(this);
  }

  /** What is seen of the last `length` ticks. */
  update(store: Store, span: Span, length: number): void {
    setText(this.title, this.options.title());
    setText(this.marksLabel, t.gcShort);
    setAttribute(this.marksLabel, 'title', t.gcMarks);
    if (!this.visible) {
      setAttribute(this.place, 'aria-label', this.options.title());
      this.stale = () => this.update(store, span, length);
      return;
    }
    this.stale = undefined;
    this.store = store;
    this.to = store.times.get(span.to);
    this.from = this.to - (length - 1) * store.intervalMs;
    this.read(store, span);
    this.draw();
  }

  destroy(): void {
    charts.delete(this);
    this.observer.disconnect();
    this.sizes.disconnect();
  }

  private read(store: Store, { from, to }: Span): void {
    const { lines, marks } = this.options;
    this.times.length = 0;
    this.marks.length = 0;
    for (const column of this.columns) {
      column.length = 0;
    }
    for (let tick = from; tick <= to; tick++) {
      const at = store.times.get(tick);
      if (at >= this.from) {
        this.times.push(at);
        this.marks.push(marks?.(store, tick) ?? 0);
        for (const [index, line] of lines.entries()) {
          this.columns[index]!.push(line.at(store, tick));
        }
      }
    }
  }

  private draw(): void {
    const context = fitted(this.canvas);
    if (context === null || this.store === undefined) {
      return;
    }
    const ratio = devicePixelRatio;
    const width = this.canvas.width / ratio;
    const height = this.canvas.height / ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = FONT;
    context.lineJoin = 'round';
    const plot = this.axes(context, width, height);
    this.plot = plot;
    context.save();
    context.beginPath();
    context.rect(plot.left, 0, plot.right - plot.left, plot.bottom + 1);
    context.clip();
    this.drawMarks(context, plot);
    for (const [index, line] of this.options.lines.entries()) {
      if (line.bars === true) {
        this.drawBars(context, plot, line, this.columns[index]!);
      } else {
        this.drawLine(context, plot, line, this.columns[index]!);
      }
    }
    context.restore();
    this.tell();
  }

  /** Draws them, and says where the values are between them. */
  private axes(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
  ): Plot {
    const { lines } = this.options;
    const unit = lines.find((line) => line.right !== true)?.unit;
    const hasRight = lines.some((line) => line.right === true);
    const top = PAD_TOP;
    const bottom = height - PAD_BOTTOM;
    const range = this.range();
    const { low, high } = range;
    const most = (bottom - top) / LABEL_PITCH;
    const { marks, texts, digits } = valueMarks(range, most, unit);
    this.digits = digits - 1;
    const left =
      LABEL_GAP +
      Math.ceil(
        Math.max(30, ...texts.map((text) => context.measureText(text).width)),
      );
    const right =
      width -
      (hasRight ? context.measureText('100 %').width + LABEL_GAP : PAD_RIGHT);
    const { from, to } = this;
    const plot: Plot = {
      left,
      right,
      top,
      bottom,
      x: (at) => left + ((at - from) / (to - from)) * (right - left),
      y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
      y2: (value) => bottom - value * (bottom - top),
    };
    context.lineWidth = 1;
    context.strokeStyle = color('line');
    context.fillStyle = color('muted');
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    context.beginPath();
    for (const [index, mark] of marks.entries()) {
      const y = Math.round(plot.y(mark)) + 0.5;
      context.moveTo(left, y);
      context.lineTo(right, y);
      context.fillText(texts[index]!, left - LABEL_GAP, y);
    }
    context.stroke();
    if (hasRight) {
      context.textAlign = 'left';
      for (const [share, text] of [
        [0, '0'],
        [0.5, '50 %'],
        [1, '100 %'],
      ] as const) {
        context.fillText(text, right + LABEL_GAP, plot.y2(share));
      }
    }
    const timeMarks = timeStep(to - from, (right - left) / 74);
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    for (const at of ticks(from, to, timeMarks)) {
      const text = formatTime(at, timeMarks % 60_000 !== 0);
      const half = context.measureText(text).width / 2;
      const x = plot.x(at);
      if (x + half <= width && x - half >= 0) {
        context.fillText(text, x, height - 2);
      }
    }
    return plot;
  }

  private range(): Range {
    const { zero, atLeast, lines } = this.options;
    const columns = this.columns.filter(
      (_, line) => lines[line]!.right !== true,
    );
    return rangeOf(columns, zero, atLeast);
  }

  private isGap(index: number): boolean {
    return (
      index > 0 &&
      this.times[index]! - this.times[index - 1]! >
        GAP * (this.store?.intervalMs ?? 1000)
    );
  }

  private drawLine(
    context: CanvasRenderingContext2D,
    plot: Plot,
    line: Line,
    column: readonly number[],
  ): void {
    const y = line.right === true ? plot.y2 : plot.y;
    const base = Math.min(plot.bottom, y(0));
    const stroke = new Path2D();
    context.beginPath();
    let begun = NaN;
    let before = NaN;
    const end = (): void => {
      if (!Number.isNaN(begun)) {
        context.lineTo(before, base);
        context.lineTo(begun, base);
      }
      begun = NaN;
    };
    for (const [index, value] of column.entries()) {
      if (Number.isNaN(value) || this.isGap(index)) {
        end();
      }
      if (Number.isNaN(value)) {
        continue;
      }
      const x = plot.x(this.times[index]!);
      if (Number.isNaN(begun)) {
        begun = x;
        stroke.moveTo(x, y(value));
        context.moveTo(x, y(value));
      } else {
        stroke.lineTo(x, y(value));
        context.lineTo(x, y(value));
      }
      before = x;
    }
    end();
    const paint = color(line.color);
    if (line.area === true) {
      context.globalAlpha = 0.11;
      context.fillStyle = paint;
      context.fill();
      context.globalAlpha = 1;
    }
    context.strokeStyle = paint;
    context.lineWidth = 1.4;
    context.setLineDash(line.dashed === true ? [4, 3] : []);
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

  /** The values at the pointer, or the last ones. */
  tell(): void {
    const { options, plot, times } = this;
    const pointed =
      pointedAt === undefined || plot === undefined
        ? undefined
        : nearest(times, pointedAt);
    const index = pointed ?? times.length - 1;
    this.cursor.hidden = pointed === undefined;
    if (pointed !== undefined && plot !== undefined) {
      const x = Math.round(plot.x(times[pointed]!));
      this.cursor.style.transform = `translateX(${x}px)`;
      this.cursor.style.top = `${plot.top}px`;
      this.cursor.style.height = `${plot.bottom - plot.top}px`;
      this.cursor.classList.toggle('late', x > (plot.left + plot.right) / 2);
      setAttribute(this.cursor, 'data-time', formatTime(times[pointed]!));
    }
    for (const [line, { unit, label }] of options.lines.entries()) {
      const value = this.columns[line]![index];
      setText(this.labels[line]!, label());
      setText(this.values[line]!, textOf(value, unit, this.digits));
    }
    if (pointed === undefined) {
      this.describe();
    }
  }

  /** For those who do not see it. */
  private describe(): void {
    const facts = this.options.lines.map(({ label, unit }, line) => {
      const known = this.columns[line]!.filter((value) => !Number.isNaN(value));
      return t.chartFact(
        label(),
        textOf(known.at(-1), unit, this.digits),
        textOf(
          known.length === 0 ? NaN : Math.min(...known),
          unit,
          this.digits,
        ),
        textOf(
          known.length === 0 ? NaN : Math.max(...known),
          unit,
          this.digits,
        ),
      );
    });
    setAttribute(
      this.place,
      'aria-label',
      t.chartLabel(this.options.title(), facts.join(' ')),
    );
  }
}

function textOf(
  value: number | undefined,
  unit: string | undefined,
  digits: number,
): string {
  return value === undefined || Number.isNaN(value)
    ? t.noValue
    : formatQuantity(value, unit, digits);
}

function nearest(times: readonly number[], at: number): number | undefined {
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
