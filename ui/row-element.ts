import { h, setAttribute, setText } from './dom.js';
import { formatRate, formatTime, formatValue } from './format.js';
import { printable, printablePath } from './printable.js';
import type { Row } from './rows.js';
import { drawSparkline, type Span } from './sparkline.js';
import type { Store } from './store.js';
import {
  courseLeaf,
  isSummarised,
  kindOf,
  rateLeaf,
  summary,
} from './summary.js';
import { t } from './text.js';
import { Branch, isCounter } from './variables.js';

/** A row of the table, which shows one variable after another as it is moved. */
export class RowElement {
  readonly element: HTMLElement;
  row: Row | undefined;
  private readonly pin = h('button', {
    type: 'button',
    class: 'pin',
    tabindex: -1,
  });
  private readonly twist = h('button', {
    type: 'button',
    class: 'twist',
    tabindex: -1,
  });
  private readonly where = h('span', { class: 'where' });
  private readonly name = h('span', { class: 'name' });
  private readonly warning = h('span', { class: 'warning', role: 'img' }, '⚠');
  private readonly kind = h('span', { class: 'badge' });
  private readonly value = h('div', { role: 'gridcell', class: 'c-value' });
  private readonly rate = h('div', { role: 'gridcell', class: 'c-rate' });
  private readonly canvas = h('canvas', {
    class: 'spark',
    'aria-hidden': 'true',
  });
  private readonly source = h('div', { role: 'gridcell', class: 'c-source' });
  private language = '';

  constructor() {
    this.element = h(
      'div',
      { role: 'row', class: 'row', tabindex: -1 },
      h('div', { role: 'gridcell', class: 'c-pin' }, this.pin),
      h(
        'div',
        { role: 'rowheader', class: 'c-name' },
        this.twist,
        this.where,
        this.name,
        this.warning,
      ),
      h('div', { role: 'gridcell', class: 'c-kind' }, this.kind),
      this.value,
      this.rate,
      h('div', { role: 'gridcell', class: 'c-trend' }, this.canvas),
      this.source,
    );
  }

  place(index: number, top: number): void {
    setAttribute(this.element, 'aria-rowindex', String(index + 2));
    this.element.style.transform = `translateY(${top}px)`;
  }

  show(row: Row, store: Store): void {
    if (
      this.row?.key !== row.key ||
      this.row.variable !== row.variable ||
      this.row.open !== row.open ||
      this.row.pinned !== row.pinned ||
      this.row.lastPinned !== row.lastPinned ||
      this.row.whole !== row.whole ||
      this.language !== t.lang
    ) {
      this.identify(row, store);
    }
    this.row = row;
    this.fill(row, store);
  }

  /** What does not change from sample to sample. */
  private identify(row: Row, store: Store): void {
    const { variable } = row;
    this.language = t.lang;
    const path = printablePath(variable.path);
    const { classList, style } = this.element;
    style.setProperty('--depth', String(row.depth));
    classList.toggle('last-pinned', row.lastPinned);
    classList.toggle('is-open', row.open);
    setText(
      this.where,
      row.whole && variable.path.length > 1
        ? `${printablePath(variable.path.slice(0, -1))} › `
        : '',
    );
    setText(this.name, variable.name === '' ? '""' : printable(variable.name));
    setAttribute(this.name.parentElement!, 'title', path);
    setText(this.pin, row.pinned ? '★' : '☆');
    setAttribute(this.pin, 'aria-pressed', String(row.pinned));
    setAttribute(
      this.pin,
      'aria-label',
      row.pinned ? t.unpin(path) : t.pin(path),
    );
    const branch = variable instanceof Branch;
    this.twist.hidden = !branch || (row.whole && !row.pinned);
    classList.toggle('no-twist', this.twist.hidden);
    classList.toggle('map', branch && !isSummarised(variable, store));
    if (branch) {
      setAttribute(this.twist, 'aria-expanded', String(row.open));
      setAttribute(
        this.twist,
        'aria-label',
        row.open ? t.collapse(path) : t.expand(path),
      );
    }
  }

  private fill(row: Row, store: Store): void {
    const { variable } = row;
    const info = store.info(variable);
    const failure = store.failureOf(variable);
    const inside = !row.open && store.isFailingInside(variable);
    this.warning.hidden = failure === undefined && !inside;
    if (inside) {
      setAttribute(this.warning, 'aria-label', t.failsInside);
    }
    this.element.classList.toggle('failing', failure !== undefined);
    const kind = kindOf(variable, store);
    setText(this.kind, t.kinds[kind] ?? printable(kind, 20));
    setAttribute(this.kind, 'data-kind', kind);
    // That of its map stands above it.
    const source =
      !row.whole &&
      row.depth > 0 &&
      store.info(variable.parent ?? store.root).source === info.source
        ? ''
        : printable(info.source ?? '');
    setText(this.source, source);
    setAttribute(this.source, 'title', source || null);
    if (failure !== undefined) {
      setAttribute(
        this.warning,
        'aria-label',
        t.failing(String(failure.count), formatTime(failure.at)),
      );
      this.put(printable(failure.reason), 'text');
      setText(this.rate, '');
      return;
    }
    if (variable instanceof Branch) {
      this.put(
        isSummarised(variable, store)
          ? summary(variable, store)
          : t.members(String(variable.leaves)),
        isSummarised(variable, store) ? 'summary' : 'note',
      );
    } else {
      const value = store.valueOf(variable);
      this.put(
        formatValue(value, info.unit),
        typeof value === 'number' ? 'number' : value === null ? 'note' : 'text',
      );
    }
    const counter = rateLeaf(variable, store);
    const rate = counter === undefined ? null : store.rateOf(counter);
    setText(
      this.rate,
      rate === null ? '' : formatRate(rate, store.info(counter!).unit),
    );
    this.rate.classList.toggle('zero', rate === 0);
  }

  private put(text: string, as: 'number' | 'text' | 'note' | 'summary'): void {
    setText(this.value, text);
    setAttribute(this.value, 'data-as', as);
    setAttribute(this.value, 'title', as === 'text' ? text : null);
  }

  /** By itself, after all rows have their texts. */
  draw(store: Store, span: Span, length: number): void {
    const leaf = this.row && courseLeaf(this.row.variable, store);
    const info = leaf && store.info(leaf);
    drawSparkline(
      this.canvas,
      leaf && store.courses.get(leaf.id),
      span,
      length,
      {
        times:
          leaf !== undefined && isCounter(leaf, info!)
            ? store.times
            : undefined,
        stroke: 'accent',
      },
    );
  }
}
