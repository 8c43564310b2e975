import type { RuntimeSeries } from '../src/dashboard/protocol.js';
import { byId, h, setAttribute, setText } from './dom.js';
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatSeconds,
} from './format.js';
import { drawSparkline, type TickRange } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';

interface TileOptions {
  readonly label: () => string;
  readonly chart: string;
  readonly series: RuntimeSeries;
  readonly value: (store: Store, tick: number) => string;
  readonly hint?: () => string;
  readonly note?: (store: Store, tick: number) => string;
  /** The note explains the level, so it comes first where space is short. */
  readonly hasNoteFirst?: boolean;
  /** 1 is high and 2 very high. */
  readonly level?: (store: Store, tick: number) => 0 | 1 | 2;
}

function formatKnown(format: (value: number) => string, value: number): string {
  return Number.isNaN(value) ? t.noValue : format(value);
}

function levelOf(value: number, high: number, veryHigh: number): 0 | 1 | 2 {
  return value >= veryHigh ? 2 : value >= high ? 1 : 0;
}

const TILES: readonly TileOptions[] = [
  {
    label: () => t.cpu,
    hint: () => t.cpuHint,
    chart: 'cpu',
    series: 'cpu',
    value: ({ runtime }, tick) =>
      formatKnown(formatPercent, runtime.cpu.get(tick)),
    note: ({ cpus }) => (cpus === null ? '' : t.ofCpus(formatNumber(cpus))),
    level: ({ runtime, cpus }, tick) =>
      levelOf(runtime.cpu.get(tick) / (cpus ?? Infinity), 0.8, 0.95),
  },
  {
    label: () => t.resident,
    chart: 'memory',
    series: 'rss',
    value: ({ runtime }, tick) =>
      formatKnown(formatBytes, runtime.rss.get(tick)),
  },
  {
    label: () => t.heap,
    chart: 'memory',
    series: 'heapUsed',
    value: ({ runtime }, tick) =>
      formatKnown(formatBytes, runtime.heapUsed.get(tick)),
    note: ({ heapLimit }) =>
      heapLimit === null ? '' : t.ofLimit(formatBytes(heapLimit)),
    level: ({ runtime, heapLimit }, tick) =>
      levelOf(runtime.heapUsed.get(tick) / (heapLimit ?? Infinity), 0.75, 0.9),
  },
  {
    label: () => t.delay,
    chart: 'loop',
    series: 'loopDelay',
    value: ({ runtime }, tick) =>
      formatKnown(formatSeconds, runtime.loopDelay.get(tick)),
    note: ({ runtime }, tick) => {
      const max = runtime.loopDelayMax.get(tick);
      return Number.isNaN(max) ? '' : `${t.max} ${formatSeconds(max)}`;
    },
    hasNoteFirst: true,
    // The 99th percentile does not show that the loop was blocked once.
    level: ({ runtime }, tick) =>
      levelOf(runtime.loopDelay.get(tick), 0.1, 0.5) ||
      levelOf(runtime.loopDelayMax.get(tick), 1, Infinity),
  },
  {
    label: () => t.loopUtilization,
    chart: 'loop',
    series: 'loopUtilization',
    value: ({ runtime }, tick) =>
      formatKnown(formatPercent, runtime.loopUtilization.get(tick)),
    level: ({ runtime }, tick) =>
      levelOf(runtime.loopUtilization.get(tick), 0.8, 0.95),
  },
  {
    label: () => t.gcShort,
    chart: 'gc',
    series: 'gcTime',
    value: (store, tick) =>
      formatKnown(
        (value) => (value === 0 ? '0 ms' : formatSeconds(value)) + t.perSecond,
        recentMean(store, 'gcTime', tick),
      ),
    note: (store, tick) => {
      const count = recentMean(store, 'gcCount', tick);
      return Number.isNaN(count) ? '' : t.gcRate(formatNumber(count, 2));
    },
    level: (store, tick) =>
      levelOf(recentMean(store, 'gcTime', tick), 0.1, 0.3),
  },
];

/** The mean of the last ten seconds, because garbage is collected in bursts. */
function recentMean(store: Store, series: RuntimeSeries, tick: number): number {
  let sum = 0;
  let count = 0;
  for (let at = Math.max(store.firstTick, tick - 9); at <= tick; at++) {
    const value = store.runtime[series].get(at);
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? NaN : sum / count;
}

class Tile {
  readonly element: HTMLButtonElement;
  private readonly label = h('span', { class: 'label' });
  private readonly value = h('span', { class: 'figure' });
  private readonly note = h('span', { class: 'sub' });
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });

  constructor(private readonly options: TileOptions) {
    this.element = h(
      'button',
      { type: 'button', class: 'tile' },
      this.canvas,
      this.label,
      h('span', { class: 'line' }, this.value, this.note),
    );
  }

  update(store: Store, tick: number): void {
    const { options } = this;
    const level = options.level?.(store, tick) ?? 0;
    const note = options.note?.(store, tick) ?? '';
    const warning = level === 2 ? t.veryHigh : level === 1 ? t.high : '';
    setText(this.label, options.label());
    setText(this.value, options.value(store, tick));
    const parts =
      options.hasNoteFirst === true ? [note, warning] : [warning, note];
    const fullNote = parts.filter((part) => part !== '').join(' · ');
    setText(this.note, fullNote);
    // The tile may be too narrow for the note.
    setAttribute(this.note, 'title', fullNote || null);
    setAttribute(this.element, 'data-level', String(level));
    setAttribute(this.element, 'title', options.hint?.() ?? null);
  }

  draw(store: Store, range: TickRange): void {
    drawSparkline(this.canvas, store.runtime[this.options.series], range);
  }
}

export class Tiles {
  private readonly tiles: Tile[];

  constructor(scrollToChart: (name: string) => void) {
    const container = byId('tiles');
    this.tiles = TILES.map((options) => {
      const tile = new Tile(options);
      tile.element.addEventListener('click', () =>
        scrollToChart(options.chart),
      );
      container.append(tile.element);
      return tile;
    });
  }

  update(store: Store, range: TickRange): void {
    for (const tile of this.tiles) {
      tile.update(store, range.to);
    }
    for (const tile of this.tiles) {
      tile.draw(store, range);
    }
  }
}
