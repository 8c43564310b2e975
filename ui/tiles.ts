import type { RuntimeSeries } from '../src/dashboard/protocol.js';
import { byId, h, setAttribute, setText } from './dom.js';
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatSeconds,
} from './format.js';
import { drawSparkline, type Span } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';

interface TileOptions {
  readonly label: () => string;
  readonly chart: string;
  readonly series: RuntimeSeries;
  readonly value: (store: Store, tick: number) => string;
  readonly hint?: () => string;
  readonly note?: (store: Store, tick: number) => string;
  /** It says why the level is what it is, and is not to be cut off. */
  readonly noteFirst?: boolean;
  /** 1 is high and 2 very high. */
  readonly level?: (store: Store, tick: number) => 0 | 1 | 2;
}

const known = (text: (value: number) => string, value: number): string =>
  Number.isNaN(value) ? t.noValue : text(value);

function levelOf(value: number, high: number, veryHigh: number): 0 | 1 | 2 {
  return value >= veryHigh ? 2 : value >= high ? 1 : 0;
}

const TILES: readonly TileOptions[] = [
  {
    label: () => t.cpu,
    hint: () => t.cpuHint,
    chart: 'cpu',
    series: 'cpu',
    value: ({ runtime }, tick) => known(formatPercent, runtime.cpu.get(tick)),
    note: ({ cpus }) => (cpus === null ? '' : t.ofCpus(formatNumber(cpus))),
    level: ({ runtime, cpus }, tick) =>
      levelOf(runtime.cpu.get(tick) / (cpus ?? Infinity), 0.8, 0.95),
  },
  {
    label: () => t.resident,
    chart: 'memory',
    series: 'rss',
    value: ({ runtime }, tick) => known(formatBytes, runtime.rss.get(tick)),
  },
  {
    label: () => t.heap,
    chart: 'memory',
    series: 'heapUsed',
    value: ({ runtime }, tick) =>
      known(formatBytes, runtime.heapUsed.get(tick)),
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
      known(formatSeconds, runtime.loopDelay.get(tick)),
    note: ({ runtime }, tick) => {
      const max = runtime.loopDelayMax.get(tick);
      return Number.isNaN(max) ? '' : `${t.max} ${formatSeconds(max)}`;
    },
    noteFirst: true,
    // One block of a second is none of the 99 of a hundred, and is high.
    level: ({ runtime }, tick) =>
      levelOf(runtime.loopDelay.get(tick), 0.1, 0.5) ||
      levelOf(runtime.loopDelayMax.get(tick), 1, Infinity),
  },
  {
    label: () => t.loopUtilization,
    chart: 'loop',
    series: 'loopUtilization',
    value: ({ runtime }, tick) =>
      known(formatPercent, runtime.loopUtilization.get(tick)),
    level: ({ runtime }, tick) =>
      levelOf(runtime.loopUtilization.get(tick), 0.8, 0.95),
  },
  {
    label: () => t.gcShort,
    chart: 'gc',
    series: 'gcTime',
    value: (store, tick) =>
      known(
        (value) => (value === 0 ? '0 ms' : formatSeconds(value)) + t.perSecond,
        mean(store, 'gcTime', tick),
      ),
    note: (store, tick) => {
      const count = mean(store, 'gcCount', tick);
      return Number.isNaN(count) ? '' : t.gcRate(formatNumber(count, 2));
    },
    level: (store, tick) => levelOf(mean(store, 'gcTime', tick), 0.1, 0.3),
  },
];

/** Of the last ten seconds: a collection now and then is not a state. */
function mean(store: Store, series: RuntimeSeries, tick: number): number {
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
    const word = level === 2 ? t.veryHigh : level === 1 ? t.high : '';
    setText(this.label, options.label());
    setText(this.value, options.value(store, tick));
    const words = options.noteFirst === true ? [note, word] : [word, note];
    const said = words.filter((text) => text !== '').join(' · ');
    setText(this.note, said);
    // It may be cut off.
    setAttribute(this.note, 'title', said || null);
    setAttribute(this.element, 'data-level', String(level));
    setAttribute(this.element, 'title', options.hint?.() ?? null);
  }

  draw(store: Store, span: Span, length: number): void {
    drawSparkline(
      this.canvas,
      store.runtime[this.options.series],
      span,
      length,
      { times: undefined, stroke: 'accent' },
    );
  }
}

export class Tiles {
  private readonly tiles: Tile[];

  constructor(show: (chart: string) => void) {
    const place = byId('tiles');
    this.tiles = TILES.map((options) => {
      const tile = new Tile(options);
      tile.element.addEventListener('click', () => show(options.chart));
      place.append(tile.element);
      return tile;
    });
  }

  update(store: Store, span: Span, length: number): void {
    for (const tile of this.tiles) {
      tile.update(store, span.to);
    }
    for (const tile of this.tiles) {
      tile.draw(store, span, length);
    }
  }
}
