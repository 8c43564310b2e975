import { h, setAttribute, setText } from './dom.js';
import { formatRate, formatTime, formatValue } from './format.js';
import { printable, printablePath } from './printable.js';
import type { Row } from './rows.js';
import { drawSparkline, type TickRange } from './sparkline.js';
import type { Store } from './store.js';
import {
  isSummarized,
  kindOf,
  rateCounter,
  summaryText,
  trendValue,
} from './summary.js';
import { kindText, t } from './text.js';
import { isCounter, ObjectNode } from './variable-tree.js';

/** The element of one row. The table reuses it for other rows. */
export class RowElement {
  readonly element: HTMLElement;
  row: Row | undefined;
  private readonly pin = h('button', {
    type: 'button',
    class: 'pin',
    tabindex: -1,
  });
  private readonly toggle = h('button', {
    type: 'button',
    class: 'toggle',
    tabindex: -1,
  });
  private readonly parentPath = h('span', { class: 'parent-path' });
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
        this.toggle,
        this.parentPath,
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

  moveTo(index: number, top: number): void {
    // The header is row 1.
    setAttribute(this.element, 'aria-rowindex', String(index + 2));
    this.element.style.transform = `translateY(${top}px)`;
  }

  show(row: Row, store: Store): void {
    if (
      this.row?.key !== row.key ||
      this.row.variable !== row.variable ||
      this.row.isExpanded !== row.isExpanded ||
      this.row.isPinned !== row.isPinned ||
      this.row.isLastPinned !== row.isLastPinned ||
      this.row.hasFullPath !== row.hasFullPath ||
      this.language !== t.lang
    ) {
      this.updateRow(row, store);
    }
    this.row = row;
    this.updateValues(row, store);
  }

  /** Updates what does not change from sample to sample. */
  private updateRow(row: Row, store: Store): void {
    const { variable } = row;
    this.language = t.lang;
    const path = printablePath(variable.path);
    const { classList, style } = this.element;
    style.setProperty('--depth', String(row.depth));
    classList.toggle('last-pinned', row.isLastPinned);
    classList.toggle('is-expanded', row.isExpanded);
    setText(
      this.parentPath,
      row.hasFullPath && variable.path.length > 1
        ? `${printablePath(variable.path.slice(0, -1))} › `
        : '',
    );
    setText(this.name, variable.name === '' ? '""' : printable(variable.name));
    setAttribute(this.name.parentElement!, 'title', path);
    setText(this.pin, row.isPinned ? '★' : '☆');
    setAttribute(this.pin, 'aria-pressed', String(row.isPinned));
    setAttribute(
      this.pin,
      'aria-label',
      row.isPinned ? t.unpin(path) : t.pin(path),
    );
    const isObject = variable instanceof ObjectNode;
    this.toggle.hidden = !isObject || (row.hasFullPath && !row.isPinned);
    classList.toggle('no-toggle', this.toggle.hidden);
    classList.toggle('map', isObject && !isSummarized(variable, store));
    if (isObject) {
      setAttribute(this.toggle, 'aria-expanded', String(row.isExpanded));
      setAttribute(
        this.toggle,
        'aria-label',
        row.isExpanded ? t.collapse(path) : t.expand(path),
      );
    }
  }

  private updateValues(row: Row, store: Store): void {
    const { variable } = row;
    const info = store.info(variable);
    const failure = store.failureOf(variable);
    const hidesFailure = !row.isExpanded && store.hasFailingMember(variable);
    // An expanded map leaves the mark to its members.
    const level = row.isExpanded
      ? undefined
      : store.limitLevels.levelOf(variable);
    this.warning.hidden =
      failure === undefined && !hidesFailure && level === undefined;
    const label = hidesFailure ? t.memberFails : level && t.limitReached[level];
    setAttribute(this.warning, 'aria-label', label ?? null);
    setAttribute(this.warning, 'title', label ?? null);
    setAttribute(this.element, 'data-level', level ?? null);
    this.element.classList.toggle('failing', failure !== undefined);
    const kind = kindOf(variable, store);
    setText(this.kind, kindText(kind));
    setAttribute(this.kind, 'data-kind', kind);
    // The row of the map above already shows the same source.
    const isSameSource =
      !row.hasFullPath &&
      row.depth > 0 &&
      store.info(variable.parent ?? store.root).source === info.source;
    const source = isSameSource ? '' : printable(info.source ?? '');
    setText(this.source, source);
    setAttribute(this.source, 'title', source || null);
    if (failure !== undefined) {
      const label = t.failing(String(failure.count), formatTime(failure.at));
      setAttribute(this.warning, 'aria-label', label);
      setAttribute(this.warning, 'title', label);
      this.setValue(printable(failure.reason), 'text');
      setText(this.rate, '');
      return;
    }
    if (variable instanceof ObjectNode) {
      if (isSummarized(variable, store)) {
        this.setValue(summaryText(variable, store), 'summary');
      } else {
        this.setValue(t.members(String(variable.valueCount)), 'note');
      }
    } else {
      const value = store.valueOf(variable);
      this.setValue(
        formatValue(value, info.displayUnit),
        typeof value === 'number' ? 'number' : value === null ? 'note' : 'text',
      );
    }
    const counter = rateCounter(variable, store);
    const rate = counter === undefined ? null : store.rateOf(counter);
    setText(
      this.rate,
      rate === null ? '' : formatRate(rate, store.info(counter!).displayUnit),
    );
    this.rate.classList.toggle('zero', rate === 0);
  }

  private setValue(
    text: string,
    content: 'number' | 'text' | 'note' | 'summary',
  ): void {
    setText(this.value, text);
    setAttribute(this.value, 'data-content', content);
    setAttribute(this.value, 'title', content === 'text' ? text : null);
  }

  /** Drawing after all rows have their texts saves a layout for each row. */
  drawTrend(store: Store, range: TickRange): void {
    const value = this.row && trendValue(this.row.variable, store);
    const drawsRate =
      value !== undefined && isCounter(value, store.info(value));
    drawSparkline(this.canvas, value && store.series.get(value.id), range, {
      times: drawsRate ? store.times : undefined,
    });
  }
}
