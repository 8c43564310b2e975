import uPlot from 'uplot';
import { byId, h, setAttribute, setText } from './dom.js';
import { axisSteps, formatQuantity, formatTime } from './format.js';
import type { Span } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';
import { color, onThemeChange } from './theme.js';

export interface Line {
  readonly label: () => string;
  /** The name of a colour of the style sheet. */
  readonly color: string;
  readonly unit: string | undefined;
  /** At a tick; NaN where nothing is known. */
  readonly at: (store: Store, tick: number) => number;
  /** With an axis of its own, on the right. */
  readonly right?: boolean;
  readonly bars?: boolean;
  readonly area?: boolean;
}

export interface ChartOptions {
  readonly title: () => string;
  readonly lines: readonly Line[];
  readonly height: number;
  /** From 0 up, and not from the least value. */
  readonly zero: boolean;
  /** The top of the axis where the values stay below it. */
  readonly atLeast?: number;
  /** Marked at the bottom, 0 to 1 of a tick; 0 is no mark. */
  readonly marks?: (store: Store, tick: number) => number;
}

const SYNC = 'time';
const FONT =
  '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** Of a span without samples: the line breaks there. */
const GAP = 2.5;

/** A chart of the last minutes, with a legend of the values at the cursor. */
export class Chart {
  readonly element: HTMLElement;
  private readonly figure = h('div', { class: 'plot' });
  private readonly title = h('h3');
  private readonly legend = h('div', { class: 'legend' });
  private readonly values: HTMLElement[] = [];
  private readonly labels: HTMLElement[] = [];
  private plot: uPlot | undefined;
  private visible = true;
  private dirty: (() => void) | undefined;
  private marks: number[] = [];
  private span: [number, number] = [0, 1];

  constructor(private readonly options: ChartOptions) {
    for (const line of options.lines) {
      const value = h('b');
      const label = h('span');
      const swatch = h('i', { class: 'swatch' });
      swatch.style.background = `var(--${line.color})`;
      this.values.push(value);
      this.labels.push(label);
      this.legend.append(h('span', { class: 'entry' }, swatch, label, value));
    }
    this.element = h(
      'figure',
      { class: 'chart' },
      h('figcaption', {}, this.title, this.legend),
      this.figure,
    );
    this.figure.setAttribute('role', 'img');
    new IntersectionObserver(([entry]) => {
      this.visible = entry?.isIntersecting ?? true;
      if (this.visible) {
        this.dirty?.();
      }
    }).observe(this.element);
    new ResizeObserver(() => this.fit()).observe(this.figure);
    onThemeChange(() => this.plot?.redraw(true, true));
  }

  /** What is seen of the last `length` ticks. */
  update(store: Store, span: Span, length: number): void {
    if (!this.visible) {
      this.dirty = () => this.update(store, span, length);
      return;
    }
    this.dirty = undefined;
    const data = this.data(store, span);
    const end = store.times.get(span.to) / 1000;
    this.span = [end - (length * store.intervalMs) / 1000, end];
    if (this.plot === undefined) {
      this.plot = this.make(data);
    } else {
      this.plot.setData(data);
    }
    this.tell();
  }

  destroy(): void {
    this.plot?.destroy();
  }

  private data(store: Store, { from, to }: Span): uPlot.AlignedData {
    const { lines, marks } = this.options;
    const times: number[] = [];
    const columns: (number | null)[][] = lines.map(() => []);
    this.marks = [];
    let before = NaN;
    for (let tick = from; tick <= to; tick++) {
      const at = store.times.get(tick);
      if (Number.isNaN(at) || at <= before) {
        continue;
      }
      if (at - before > GAP * store.intervalMs) {
        times.push((before + at) / 2000);
        for (const column of columns) {
          column.push(null);
        }
        this.marks.push(0);
      }
      before = at;
      times.push(at / 1000);
      for (const [index, line] of lines.entries()) {
        const value = line.at(store, tick);
        columns[index]!.push(Number.isFinite(value) ? value : null);
      }
      this.marks.push(marks?.(store, tick) ?? 0);
    }
    return [times, ...columns];
  }

  private make(data: uPlot.AlignedData): uPlot {
    const { lines, height } = this.options;
    const left = lines.find((line) => line.right !== true);
    const right = lines.find((line) => line.right === true);
    const plot = new uPlot(
      {
        width: Math.max(120, this.figure.clientWidth),
        height,
        padding: [8, right === undefined ? 10 : 0, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: false, y: false },
          points: { size: 6 },
          sync: { key: SYNC, setSeries: false },
        },
        scales: {
          x: { time: true, range: () => this.span },
          y: { range: (_, min, max) => this.range(min, max) },
          ...(right === undefined
            ? {}
            : { right: { range: () => [0, 1] as [number, number] } }),
        },
        axes: [
          {
            stroke: () => color('muted'),
            font: FONT,
            size: 24,
            gap: 2,
            space: 72,
            grid: { show: false },
            ticks: { stroke: () => color('line'), size: 3, width: 1 },
            values: (_, splits, __, ___, step) =>
              splits.map((split) =>
                step >= 60
                  ? formatTime(split * 1000).replace(/:\d\d$/, '')
                  : formatTime(split * 1000),
              ),
          },
          this.axis(left?.unit, 'y', true),
          ...(right === undefined
            ? []
            : [this.axis(right.unit, 'right', false)]),
        ],
        series: [{}, ...lines.map((line) => series(line))],
        hooks: {
          setCursor: [() => this.tell()],
          draw: [(plot) => this.mark(plot)],
        },
      },
      data,
      this.figure,
    );
    return plot;
  }

  private axis(
    unit: string | undefined,
    scale: string,
    onLeft: boolean,
  ): uPlot.Axis {
    const steps = axisSteps(unit);
    return {
      scale,
      side: onLeft ? 3 : 1,
      stroke: () => color('muted'),
      font: FONT,
      size: (_, values) =>
        12 + 6.2 * Math.max(3, ...(values ?? []).map((text) => text.length)),
      gap: 4,
      space: 34,
      grid: onLeft
        ? { stroke: () => color('line'), width: 1 }
        : { show: false },
      ticks: { show: false },
      ...(steps === undefined ? {} : { incrs: steps }),
      values: (_, splits) =>
        splits.map((split) =>
          unit === 'ratio' && !onLeft && split % 0.5 !== 0
            ? ''
            : formatQuantity(split, unit, 4),
        ),
    };
  }

  private range(min: number | null, max: number | null): [number, number] {
    const { zero, atLeast = 0 } = this.options;
    if (min === null || max === null) {
      return [0, atLeast || 1];
    }
    if (zero && min >= 0) {
      return [0, Math.max(max * 1.08, atLeast) || 1];
    }
    const pad = (max - min || Math.abs(max) || 1) * 0.08;
    return [min - pad, max + pad];
  }

  /** The values at the cursor, or the last ones. */
  private tell(): void {
    const { plot, options } = this;
    setText(this.title, options.title());
    if (plot === undefined) {
      return;
    }
    const index = plot.cursor.idx ?? plot.data[0].length - 1;
    const facts: string[] = [];
    for (const [line, { unit, label, right }] of options.lines.entries()) {
      const column = plot.data[line + 1]!;
      const value = column[index];
      const text =
        typeof value === 'number' ? formatQuantity(value, unit, 3) : t.noValue;
      setText(this.labels[line]!, label());
      setText(this.values[line]!, text);
      const numbers = right === true ? undefined : plot.scales['y'];
      facts.push(
        t.chartFact(
          label(),
          text,
          formatQuantity(numbers?.min ?? 0, unit, 3),
          formatQuantity(numbers?.max ?? 1, unit, 3),
        ),
      );
    }
    setAttribute(
      this.figure,
      'aria-label',
      t.chartLabel(options.title(), facts.join(' ')),
    );
  }

  private mark(plot: uPlot): void {
    const { ctx, bbox } = plot;
    if (this.options.marks === undefined) {
      return;
    }
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.fillStyle = color('gc');
    const times = plot.data[0];
    for (const [index, mark] of this.marks.entries()) {
      if (mark > 0) {
        const x = plot.valToPos(times[index]!, 'x', true);
        if (x >= bbox.left) {
          const height = (2 + 9 * Math.min(1, mark)) * ratio;
          ctx.fillRect(
            x - ratio / 2,
            bbox.top + bbox.height - height,
            Math.max(1, ratio),
            height,
          );
        }
      }
    }
    ctx.restore();
  }

  private fit(): void {
    const width = this.figure.clientWidth;
    if (this.plot !== undefined && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: this.options.height });
    }
  }
}

function series(line: Line): uPlot.Series {
  return {
    scale: line.right === true ? 'right' : 'y',
    stroke: () => color(line.color),
    width: line.bars === true ? 0 : 1.5,
    points: { show: false },
    ...(line.bars === true
      ? {
          paths: uPlot.paths.bars!({ size: [0.8, 8, 1] }),
          fill: () => color(line.color),
        }
      : line.area === true
        ? { fill: () => color(`${line.color}-area`) }
        : {}),
  };
}

export function chartPlace(id: string, chart: Chart): void {
  byId(id).append(chart.element);
}
