import type { JsonValue } from '../src/dashboard/protocol.js';
import { digitsFor } from './axis.js';
import { Chart, type Line } from './chart.js';
import { byId, h, setAttribute, setPressed, setText } from './dom.js';
import {
  formatNumber,
  formatQuantity,
  formatRate,
  formatTime,
  formatValue,
  isTimestamp,
  rateUnit,
} from './format.js';
import { indentJson, valueText } from './json-text.js';
import { printable, printablePath } from './printable.js';
import { rateAt, type TickRange } from './sparkline.js';
import type { Store } from './store.js';
import {
  isSummarized,
  kindOf,
  rateCounter,
  summaryText,
  summaryType,
} from './summary.js';
import { kindText, t } from './text.js';
import {
  isCounter,
  ObjectNode,
  ValueNode,
  type VariableInfo,
  type VariableNode,
} from './variable-tree.js';

/**
 * The most characters of JSON that are shown. Browsers lay out longer texts
 * slowly.
 */
const MAX_JSON_LENGTH = 200_000;
const CONFIRMATION_MS = 2000;
const LINE_COLORS = ['c1', 'c3', 'c2'];
const CHARTED_MEMBERS = {
  histogram: ['p99', 'p90', 'p50'],
  rate: ['rate1m', 'rate5m', 'rate15m'],
};
/** In narrow windows the drawer covers the rest of the page. */
const narrowWindow = matchMedia('(max-width: 480px)');

export interface DrawerActions {
  close(): void;
  togglePin(key: string): void;
  /** True for a store of the connected process, and not for a snapshot. */
  isLive(store: Store): boolean;
  /** Schedules a redraw of the page. */
  scheduleDraw(): void;
}

/** Shows the details of one variable next to the table. */
export class Drawer {
  private readonly element = byId('drawer');
  private readonly title = byId('drawer-title');
  private readonly pin = byId('drawer-pin');
  private readonly problem = byId('drawer-problem');
  private readonly value = byId('drawer-value');
  private readonly rate = byId('drawer-rate');
  private readonly description = byId('drawer-description');
  private readonly chartContainer = byId('drawer-chart');
  private readonly mode = byId('drawer-mode');
  private readonly statistics = byId('drawer-statistics');
  private readonly facts = byId('drawer-facts');
  private readonly json = byId('drawer-json');
  private readonly asOf = byId('drawer-as-of');
  private readonly curl = byId('drawer-curl');
  private readonly copy = byId('drawer-copy');
  private readonly refresh = byId('drawer-refresh');
  private readonly jsonSection = byId('drawer-json-section');
  private readonly curlSection = byId('drawer-curl-section');
  private key: string | undefined;
  /** Undefined while the process has no variable with the key. */
  private variable: VariableNode | undefined;
  private store: Store | undefined;
  private chart: Chart | undefined;
  private showsRate = true;
  private fetchAbort: AbortController | undefined;
  private confirmationTimer: ReturnType<typeof setTimeout> | undefined;
  /** The kind and the charted values that the drawer was built for. */
  private shape = '';

  constructor(
    private readonly documentUrl: string,
    private readonly actions: DrawerActions,
  ) {
    narrowWindow.addEventListener('change', () => this.updateInert());
    byId('drawer-close').addEventListener('click', () => actions.close());
    this.pin.addEventListener('click', () => {
      if (this.variable !== undefined) {
        actions.togglePin(this.variable.key);
      }
    });
    this.refresh.addEventListener('click', () => void this.fetchJson());
    this.copy.addEventListener('click', () => void this.copyCurl());
    this.mode.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('button');
      if (button !== null) {
        this.showsRate = button.value === 'rate';
        this.build();
        actions.scheduleDraw();
      }
    });
  }

  get openKey(): string | undefined {
    return this.key;
  }

  /** The ids of the values whose series the chart shows. */
  visibleSeries(): number[] {
    return this.chartedValues().map(({ id }) => id);
  }

  /** @param key of the variable to open; undefined closes the drawer */
  show(key: string | undefined, store: Store, focus: boolean): void {
    const isAnother = key !== this.key;
    this.key = key;
    this.store = store;
    this.element.hidden = key === undefined;
    document.body.classList.toggle('has-drawer', key !== undefined);
    this.updateInert();
    this.fetchAbort?.abort();
    if (key === undefined) {
      this.variable = undefined;
      this.chart?.destroy();
      this.chart = undefined;
      this.chartContainer.replaceChildren();
      return;
    }
    this.findVariable();
    if (isAnother) {
      this.element.scrollTop = 0;
      setText(this.json, '');
      setText(this.asOf, '');
      this.showsRate = true;
    }
    this.build();
    void this.fetchJson();
    if (focus) {
      this.title.focus();
    }
  }

  /** Keeps the focus out of the parts that the drawer covers. */
  private updateInert(): void {
    const isCovered = this.key !== undefined && narrowWindow.matches;
    byId('head').inert = isCovered;
    byId('main').inert = isCovered;
  }

  /** Must be called when variables have come or gone. */
  findVariable(): void {
    const { key, store } = this;
    if (key === undefined || store === undefined) {
      return;
    }
    const found = store.find(key) ?? findByDottedName(store, key);
    const isAnother = found?.key !== this.variable?.key;
    this.variable = found;
    if (isAnother || this.currentShape(store) !== this.shape) {
      this.build();
      void this.fetchJson();
    }
  }

  private currentShape(store: Store): string {
    const { variable } = this;
    return variable === undefined
      ? ''
      : `${kindOf(variable, store)} ${this.visibleSeries().join()}`;
  }

  update(store: Store, range: TickRange, isPinned: boolean): void {
    if (this.key === undefined) {
      return;
    }
    if (this.store !== store) {
      const { store: previous } = this;
      this.store = store;
      this.variable = undefined;
      this.findVariable();
      if (
        previous !== undefined &&
        this.actions.isLive(previous) !== this.actions.isLive(store)
      ) {
        void this.fetchJson();
      }
    }
    this.findVariable();
    const { variable } = this;
    setText(this.pin, isPinned ? '★' : '☆');
    setAttribute(this.pin, 'aria-pressed', String(isPinned));
    this.jsonSection.hidden = variable === undefined;
    if (variable === undefined) {
      const name = printable(decodeKey(this.key));
      this.statistics.hidden = true;
      setText(this.title, name);
      setText(this.value, '');
      setText(this.rate, '');
      this.problem.hidden = false;
      setText(this.problem, t.unknownVariable(name));
      return;
    }
    const path = printablePath(variable.path);
    setText(this.title, path);
    setAttribute(
      this.pin,
      'aria-label',
      isPinned ? t.unpin(path) : t.pin(path),
    );
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
      variable instanceof ValueNode
        ? formatValue(store.valueOf(variable), info.displayUnit)
        : isSummarized(variable, store)
          ? summaryText(variable, store)
          : t.members(formatNumber(variable.valueCount)),
    );
    this.value.classList.toggle(
      'is-text',
      variable instanceof ObjectNode || typeof variable.value !== 'number',
    );
    const counter = rateCounter(variable, store);
    const rate = counter === undefined ? null : store.rateOf(counter);
    setText(
      this.rate,
      rate === null ? '' : formatRate(rate, store.info(counter!).displayUnit),
    );
    const canShowRate =
      variable instanceof ValueNode && isCounter(variable, info);
    if (this.mode.hidden === canShowRate) {
      this.build();
    }
    this.chart?.update(store, range);
    this.updateStatistics(store, range);
  }

  private chartedValues(): ValueNode[] {
    const { variable, store } = this;
    if (variable === undefined || store === undefined) {
      return [];
    }
    if (variable instanceof ValueNode) {
      const { value } = variable;
      // A chart of a time of day has no use.
      return typeof value === 'number' &&
        !isTimestamp(value, store.info(variable).unit)
        ? [variable]
        : [];
    }
    const type = summaryType(variable, store);
    const names = type === undefined ? [] : CHARTED_MEMBERS[type];
    return names.flatMap((name) => {
      const member = variable.children.get(name);
      return member instanceof ValueNode ? [member] : [];
    });
  }

  private isRateShown(value: ValueNode, store: Store): boolean {
    return this.showsRate && isCounter(value, store.info(value));
  }

  /** Builds the parts that do not change from sample to sample. */
  private build(): void {
    const { variable, store } = this;
    this.chart?.destroy();
    this.chart = undefined;
    this.chartContainer.replaceChildren();
    this.facts.replaceChildren();
    setText(this.description, '');
    this.mode.hidden = true;
    if (variable === undefined || store === undefined) {
      return;
    }
    this.shape = this.currentShape(store);
    const info = store.info(variable);
    const values = this.chartedValues();
    if (variable instanceof ValueNode && isCounter(variable, info)) {
      this.mode.hidden = false;
      setPressed(
        this.mode,
        ({ value }) => (value === 'rate') === this.showsRate,
      );
    }
    if (values.length > 0) {
      this.chart = new Chart({
        title: () => printablePath(variable.path),
        fromZero:
          variable instanceof ObjectNode || this.isRateShown(values[0]!, store),
        lines: values.map((value, index) => this.lineOf(value, index, store)),
      });
      this.chartContainer.append(this.chart.element);
    }
    setText(this.description, printable(info.description ?? '', 2000));
    const addFact = (label: string, text: string | undefined): void => {
      if (text !== undefined && text !== '') {
        this.facts.append(h('dt', {}, label), h('dd', {}, text));
      }
    };
    const kind = kindOf(variable, store);
    addFact(t.kind, kindText(kind));
    addFact(t.type, info.type === kind ? undefined : info.type);
    addFact(t.unit, printable(info.unit ?? ''));
    addFact(t.limits, limitsText(info));
    addFact(t.source, printable(info.source ?? ''));
    addFact(
      t.path,
      variable.path.map((part) => printable(JSON.stringify(part))).join(' '),
    );
    setText(this.curl, this.curlCommand(variable));
    setText(this.copy, t.copy);
  }

  private lineOf(value: ValueNode, index: number, store: Store): Line {
    const isRate = this.isRateShown(value, store);
    const { displayUnit } = store.info(value);
    return {
      label: () =>
        this.variable instanceof ObjectNode
          ? printable(value.name)
          : isRate
            ? t.rate
            : t.value,
      color: LINE_COLORS[index] ?? 'c4',
      unit: isRate ? rateUnit(displayUnit) : displayUnit,
      hasArea: this.variable instanceof ValueNode,
      valueAt: ({ series, times, firstTick }, tick) => {
        const samples = series.get(value.id);
        return samples === undefined
          ? NaN
          : isRate
            ? rateAt(samples, times, tick, firstTick)
            : samples.get(tick);
      },
    };
  }

  private updateStatistics(store: Store, { from, to }: TickRange): void {
    const [value] = this.chartedValues();
    const { variable, statistics } = this;
    statistics.hidden = value === undefined || variable instanceof ObjectNode;
    if (value === undefined || statistics.hidden) {
      return;
    }
    const { valueAt, unit } = this.lineOf(value, 0, store);
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let count = 0;
    for (let tick = from; tick <= to; tick++) {
      const sample = valueAt(store, tick);
      if (!Number.isNaN(sample)) {
        min = Math.min(min, sample);
        max = Math.max(max, sample);
        sum += sample;
        count++;
      }
    }
    const digits = digitsFor(Math.max(-min, max), max - min);
    const figures: [string, number][] = [
      [t.min, min],
      [t.avg, sum / count],
      [t.max, max],
    ];
    if (statistics.childElementCount === 0) {
      statistics.append(...figures.map(() => h('div', {}, h('span'), h('b'))));
    }
    for (const [index, [label, figure]] of figures.entries()) {
      const cell = statistics.children[index]!;
      setText(cell.firstElementChild!, label);
      setText(
        cell.lastElementChild!,
        count === 0 ? t.noValue : formatQuantity(figure, unit, digits),
      );
    }
  }

  private urlOf(variable: VariableNode): string {
    const name = encodeURIComponent(variable.path[0] ?? '').replaceAll(
      "'",
      '%27',
    );
    return `${this.documentUrl}?name=${name}`;
  }

  private curlCommand(variable: VariableNode): string {
    try {
      return `curl -s '${location.origin}${this.urlOf(variable)}'`;
    } catch {
      // A URL cannot contain a lone surrogate.
      return `curl -s '${location.origin}${this.documentUrl}'`;
    }
  }

  /** Fetches the exact JSON. Large integers have lost digits in the frames. */
  async fetchJson(store = this.store): Promise<void> {
    const { variable } = this;
    if (variable === undefined || store === undefined) {
      return;
    }
    this.fetchAbort?.abort();
    const isLive = this.actions.isLive(store);
    this.refresh.hidden = !isLive;
    this.curlSection.hidden = !isLive;
    if (!isLive) {
      this.showJson(JSON.stringify(toJson(variable)), store.at);
      return;
    }
    const abort = new AbortController();
    this.fetchAbort = abort;
    setText(this.asOf, t.fetching);
    try {
      const response = await fetch(this.urlOf(variable), {
        signal: abort.signal,
        cache: 'no-store',
      });
      if (!response.ok) {
        throw new Error(`${response.status} ${response.statusText}`);
      }
      const text = await response.text();
      this.showJson(valueText(text, variable.path) ?? text, Date.now());
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
    const omitted = text.length - MAX_JSON_LENGTH;
    setText(
      this.json,
      printableLines(indentJson(text, MAX_JSON_LENGTH)) +
        (omitted > 0 ? `\n${t.moreCharacters(formatNumber(omitted))}` : ''),
    );
    setText(this.asOf, t.asOf(formatTime(at)));
  }

  private async copyCurl(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.curl.textContent ?? '');
      this.confirm(t.copied);
    } catch {
      // Browsers offer the clipboard only to HTTPS pages and on localhost.
      getSelection()?.selectAllChildren(this.curl);
      this.confirm(t.selected);
    }
  }

  private confirm(text: string): void {
    setText(this.copy, text);
    clearTimeout(this.confirmationTimer);
    this.confirmationTimer = setTimeout(
      () => setText(this.copy, t.copy),
      CONFIRMATION_MS,
    );
  }
}

function toJson(variable: VariableNode): JsonValue {
  return variable instanceof ValueNode
    ? variable.value
    : Object.fromEntries(
        [...variable.children.values()].map((child) => [
          child.name,
          toJson(child),
        ]),
      );
}

function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, 20_000))
    .join('\n');
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Finds a variable by the name that a user may type: `quotes.ticks`. */
function findByDottedName(store: Store, key: string): VariableNode | undefined {
  const wanted = decodeKey(key);
  const search = (object: ObjectNode): VariableNode | undefined => {
    for (const child of object.children.values()) {
      const name = child.path.join('.');
      if (name === wanted) {
        return child;
      }
      if (child instanceof ObjectNode && wanted.startsWith(`${name}.`)) {
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

/** Writes `warning ≥ 100 · critical ≥ 500`. */
function limitsText({ limits, displayUnit }: VariableInfo): string {
  const sign = limits?.below === true ? '≤' : '≥';
  return (['warning', 'critical'] as const)
    .flatMap((level) => {
      const limit = limits?.[level];
      return limit === undefined
        ? []
        : `${t.limitNames[level]} ${sign} ${formatValue(limit, displayUnit)}`;
    })
    .join(' · ');
}
