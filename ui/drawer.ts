import type { JsonValue } from '../src/dashboard/protocol.js';
import { digitsFor } from './axis.js';
import { Chart, type Line } from './chart.js';
import { byId, h, pressOne, setAttribute, setText } from './dom.js';
import {
  formatNumber,
  formatQuantity,
  formatRate,
  formatTime,
  formatValue,
  isMoment,
  rateUnit,
} from './format.js';
import { indented, memberText } from './json-text.js';
import { printable, printablePath } from './printable.js';
import type { Ring } from './ring.js';
import { rise, type Span } from './sparkline.js';
import type { Store } from './store.js';
import { isSummarised, kindOf, rateLeaf, summary } from './summary.js';
import { t } from './text.js';
import { Branch, isCounter, Leaf, type Variable } from './variables.js';

/** More would take the browser long to lay out. */
const MAX_JSON = 200_000;
const SAY_MS = 2000;
const COLORS = ['c1', 'c3', 'c2'];
/** There the details cover all that is behind them. */
const covering = matchMedia('(max-width: 480px)');

export interface DrawerActions {
  close(): void;
  pin(key: string): void;
  /** Of the process that answers, and not of a snapshot. */
  isLive(store: Store): boolean;
}

/** The details of one variable, beside the table. */
export class Drawer {
  private readonly element = byId('drawer');
  private readonly title = byId('drawer-title');
  private readonly pin = byId('drawer-pin');
  private readonly problem = byId('drawer-problem');
  private readonly value = byId('drawer-value');
  private readonly rate = byId('drawer-rate');
  private readonly description = byId('drawer-description');
  private readonly place = byId('drawer-chart');
  private readonly mode = byId('drawer-mode');
  private readonly stats = byId('drawer-stats');
  private readonly facts = byId('drawer-facts');
  private readonly json = byId('drawer-json');
  private readonly asOf = byId('drawer-as-of');
  private readonly curl = byId('drawer-curl');
  private readonly copy = byId('drawer-copy');
  private readonly refresh = byId('drawer-refresh');
  private readonly exact = byId('drawer-exact');
  private readonly curlPart = byId('drawer-curl-part');
  private key: string | undefined;
  private variable: Variable | undefined;
  private chart: Chart | undefined;
  private store: Store | undefined;
  private asRate = true;
  private fetching: AbortController | undefined;
  private saying: ReturnType<typeof setTimeout> | undefined;
  /** What its parts are made for. */
  private shape = '';

  constructor(
    private readonly documentUrl: string,
    private readonly actions: DrawerActions,
    private readonly redraw: () => void,
  ) {
    covering.addEventListener('change', () => this.cover());
    byId('drawer-close').addEventListener('click', () => actions.close());
    this.pin.addEventListener('click', () => {
      if (this.variable !== undefined) {
        actions.pin(this.variable.key);
      }
    });
    this.refresh.addEventListener('click', () => void this.fetch());
    this.copy.addEventListener('click', () => void this.copyCurl());
    this.mode.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('button');
      if (button !== null) {
        this.asRate = button.value === 'rate';
        this.build();
        this.redraw();
      }
    });
  }

  get openKey(): string | undefined {
    return this.key;
  }

  /** Whose courses the chart shows. */
  wanted(): number[] {
    return this.leaves().map(({ id }) => id);
  }

  show(key: string | undefined, store: Store, focus: boolean): void {
    const changed = key !== this.key;
    this.key = key;
    this.store = store;
    this.element.hidden = key === undefined;
    document.body.classList.toggle('has-drawer', key !== undefined);
    this.cover();
    this.fetching?.abort();
    if (key === undefined) {
      this.variable = undefined;
      this.chart?.destroy();
      this.chart = undefined;
      this.place.replaceChildren();
      return;
    }
    this.find();
    if (changed) {
      this.element.scrollTop = 0;
      setText(this.json, '');
      setText(this.asOf, '');
      this.asRate = true;
    }
    this.build();
    void this.fetch();
    if (focus) {
      this.title.focus();
    }
  }

  /** What cannot be seen is not to be reached either. */
  private cover(): void {
    const covered = this.key !== undefined && covering.matches;
    byId('head').inert = covered;
    byId('main').inert = covered;
  }

  /** Another store has come, or variables have. */
  find(): void {
    const { key, store } = this;
    if (key === undefined || store === undefined) {
      return;
    }
    const found = store.find(key) ?? byDottedName(store, key);
    const isAnother = found?.key !== this.variable?.key;
    this.variable = found;
    const shape = this.shapeOf(store);
    if (isAnother || shape !== this.shape) {
      this.build();
      void this.fetch();
    }
  }

  /** It may be a list now, and a number at the next sample. */
  private shapeOf(store: Store): string {
    const { variable } = this;
    const ids = this.leaves().map(({ id }) => id);
    return variable === undefined
      ? ''
      : `${kindOf(variable, store)} ${ids.join()}`;
  }

  update(store: Store, span: Span, length: number, pinned: boolean): void {
    if (this.key === undefined) {
      return;
    }
    if (this.store !== store) {
      const { store: before } = this;
      this.store = store;
      this.variable = undefined;
      this.find();
      if (
        before !== undefined &&
        this.actions.isLive(before) !== this.actions.isLive(store)
      ) {
        void this.fetch();
      }
    }
    this.find();
    const { variable } = this;
    setText(this.pin, pinned ? '★' : '☆');
    setAttribute(this.pin, 'aria-pressed', String(pinned));
    this.exact.hidden = variable === undefined;
    if (variable === undefined) {
      this.stats.hidden = true;
      setText(this.title, printable(safeDecoded(this.key)));
      setText(this.value, '');
      setText(this.rate, '');
      this.problem.hidden = false;
      setText(this.problem, t.unknown(printable(safeDecoded(this.key))));
      return;
    }
    const path = printablePath(variable.path);
    setText(this.title, path);
    setAttribute(this.pin, 'aria-label', pinned ? t.unpin(path) : t.pin(path));
    const info = store.info(variable);
    const failure = store.failureOf(variable);
    this.problem.hidden = failure === undefined;
    setText(
      this.problem,
      failure === undefined
        ? ''
        : `${t.failing(formatNumber(failure.count), formatTime(failure.at))}: ${printable(failure.reason, 1000)}`,
    );
    setText(
      this.value,
      variable instanceof Leaf
        ? formatValue(store.valueOf(variable), info.unit)
        : isSummarised(variable, store)
          ? summary(variable, store)
          : t.members(formatNumber(variable.leaves)),
    );
    this.value.classList.toggle(
      'words',
      variable instanceof Branch || typeof variable.value !== 'number',
    );
    const counter = rateLeaf(variable, store);
    const rate = counter === undefined ? null : store.rateOf(counter);
    setText(
      this.rate,
      rate === null ? '' : formatRate(rate, store.info(counter!).unit),
    );
    const isRateable = variable instanceof Leaf && isCounter(variable, info);
    if (this.mode.hidden === isRateable) {
      this.build();
    }
    this.chart?.update(store, span, length);
    this.tellStats(store, span);
  }

  private leaves(): Leaf[] {
    const { variable, store } = this;
    if (variable === undefined || store === undefined) {
      return [];
    }
    if (variable instanceof Leaf) {
      const { value } = variable;
      // Of a time there is nothing to be seen in its course.
      return typeof value === 'number' &&
        !isMoment(value, store.info(variable).unit)
        ? [variable]
        : [];
    }
    const { type } = store.info(variable);
    const names =
      type === 'histogram'
        ? ['p99', 'p90', 'p50']
        : type === 'rate'
          ? ['rate1m', 'rate5m', 'rate15m']
          : [];
    return names.flatMap((name) => {
      const leaf = variable.children.get(name);
      return leaf instanceof Leaf ? [leaf] : [];
    });
  }

  private ratesOf(leaf: Leaf, store: Store): boolean {
    return this.asRate && isCounter(leaf, store.info(leaf));
  }

  /** What does not change from sample to sample. */
  private build(): void {
    const { variable, store } = this;
    this.chart?.destroy();
    this.chart = undefined;
    this.place.replaceChildren();
    this.facts.replaceChildren();
    setText(this.description, '');
    this.mode.hidden = true;
    if (variable === undefined || store === undefined) {
      return;
    }
    this.shape = this.shapeOf(store);
    const info = store.info(variable);
    const leaves = this.leaves();
    if (variable instanceof Leaf && isCounter(variable, info)) {
      this.mode.hidden = false;
      pressOne(this.mode, ({ value }) => (value === 'rate') === this.asRate);
    }
    if (leaves.length > 0) {
      this.chart = new Chart({
        title: () => printablePath(variable.path),
        zero: variable instanceof Branch || this.ratesOf(leaves[0]!, store),
        lines: leaves.map((leaf, index) => this.line(leaf, index, store)),
      });
      this.place.append(this.chart.element);
    }
    setText(this.description, printable(info.description ?? '', 2000));
    const fact = (label: string, text: string | undefined): void => {
      if (text !== undefined && text !== '') {
        this.facts.append(h('dt', {}, label), h('dd', {}, text));
      }
    };
    const kind = kindOf(variable, store);
    fact(t.kind, t.kinds[kind] ?? kind);
    fact(t.type, info.type === kind ? undefined : info.type);
    fact(t.unit, printable(info.unit ?? ''));
    fact(t.source, printable(info.source ?? ''));
    fact(
      t.path,
      variable.path.map((part) => printable(JSON.stringify(part))).join(' '),
    );
    setText(this.curl, this.curlLine(variable));
    setText(this.copy, t.copy);
  }

  private line(leaf: Leaf, index: number, store: Store): Line {
    const rate = this.ratesOf(leaf, store);
    const { unit } = store.info(leaf);
    const ring = (from: Store): Ring | undefined => from.courses.get(leaf.id);
    return {
      label: () =>
        this.variable instanceof Branch
          ? printable(leaf.name)
          : rate
            ? t.rate
            : t.value,
      color: COLORS[index] ?? 'c4',
      unit: rate ? rateUnit(unit) : unit,
      area: this.variable instanceof Leaf,
      at: (from, tick) => {
        const course = ring(from);
        if (course === undefined) {
          return NaN;
        }
        return rate
          ? rise(course, from.times, tick, from.firstTick)
          : course.get(tick);
      },
    };
  }

  private tellStats(store: Store, { from, to }: Span): void {
    const [leaf] = this.leaves();
    this.stats.hidden = leaf === undefined || this.variable instanceof Branch;
    if (leaf === undefined || this.variable instanceof Branch) {
      return;
    }
    const { at, unit } = this.line(leaf, 0, store);
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let count = 0;
    for (let tick = from; tick <= to; tick++) {
      const value = at(store, tick);
      if (!Number.isNaN(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        count++;
      }
    }
    const digits = digitsFor(Math.max(-min, max), max - min);
    const figures: [string, number][] = [
      [t.min, min],
      [t.avg, sum / count],
      [t.max, max],
    ];
    if (this.stats.childElementCount === 0) {
      this.stats.append(...figures.map(() => h('div', {}, h('span'), h('b'))));
    }
    for (const [index, [label, figure]] of figures.entries()) {
      const cell = this.stats.children[index]!;
      setText(cell.firstElementChild!, label);
      setText(
        cell.lastElementChild!,
        count === 0 ? t.noValue : formatQuantity(figure, unit, digits),
      );
    }
  }

  private url(variable: Variable): string {
    const name = encodeURIComponent(variable.path[0] ?? '').replaceAll(
      "'",
      '%27',
    );
    return `${this.documentUrl}?name=${name}`;
  }

  private curlLine(variable: Variable): string {
    try {
      return `curl -s '${location.origin}${this.url(variable)}'`;
    } catch {
      // Half a surrogate pair cannot be in a URL.
      return `curl -s '${location.origin}${this.documentUrl}'`;
    }
  }

  /** The exact JSON, which values that came as numbers do not have. */
  async fetch(store = this.store): Promise<void> {
    const { variable } = this;
    if (variable === undefined || store === undefined) {
      return;
    }
    this.fetching?.abort();
    const live = this.actions.isLive(store);
    this.refresh.hidden = !live;
    this.curlPart.hidden = !live;
    if (!live) {
      this.showJson(JSON.stringify(plain(variable)), store.at);
      return;
    }
    const abort = new AbortController();
    this.fetching = abort;
    setText(this.asOf, t.fetching);
    try {
      const response = await fetch(this.url(variable), {
        signal: abort.signal,
        cache: 'no-store',
      });
      if (!response.ok) {
        throw new Error(`${response.status} ${response.statusText}`);
      }
      const text = await response.text();
      const member = memberText(text, variable.path) ?? text;
      this.showJson(member, Date.now());
    } catch (error) {
      if (!abort.signal.aborted) {
        setText(
          this.asOf,
          t.notFetched(error instanceof Error ? error.message : String(error)),
        );
      }
    }
  }

  private showJson(text: string, at: number): void {
    const left = text.length - MAX_JSON;
    setText(
      this.json,
      printableLines(indented(text, MAX_JSON)) +
        (left > 0 ? `\n${t.longer(formatNumber(left))}` : ''),
    );
    setText(this.asOf, t.asOf(formatTime(at)));
  }

  private async copyCurl(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.curl.textContent ?? '');
      this.say(t.copied);
    } catch {
      // Only pages of HTTPS and of this machine have the clipboard; selected,
      // the line is one key away from it.
      getSelection()?.selectAllChildren(this.curl);
      this.say(t.selected);
    }
  }

  /** On the button, for a moment. */
  private say(text: string): void {
    setText(this.copy, text);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => setText(this.copy, t.copy), SAY_MS);
  }
}

/** As it was in the document, as far as that came. */
function plain(variable: Variable): JsonValue {
  return variable instanceof Leaf
    ? variable.value
    : Object.fromEntries(
        [...variable.children.values()].map((child) => [
          child.name,
          plain(child),
        ]),
      );
}

function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, 20_000))
    .join('\n');
}

function safeDecoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** As one types it: `quotes.ticks`. */
function byDottedName(store: Store, key: string): Variable | undefined {
  const wanted = safeDecoded(key);
  const search = (branch: Branch): Variable | undefined => {
    for (const child of branch.children.values()) {
      const name = child.path.join('.');
      if (name === wanted) {
        return child;
      }
      if (child instanceof Branch && wanted.startsWith(`${name}.`)) {
        const found = search(child);
        if (found !== undefined) {
          return found;
        }
      }
    }
    return undefined;
  };
  return search(store.root);
}
