import { byId, h, setText } from './dom.js';
import {
  formatMoment,
  formatNumber,
  formatPercent,
  formatQuantity,
  formatValue,
} from './format.js';
import { printable, printablePath } from './printable.js';
import { differences, type Difference, isBuiltin } from './snapshot.js';
import type { Store } from './store.js';
import { t } from './text.js';
import type { Leaf } from './variables.js';

/** Rows are not virtual here, and nobody reads more. */
const MAX_ROWS = 500;

/** A table of what differs between two snapshots. */
export function showDifferences(before: Store, after: Store): void {
  const dialog = byId('compare') as HTMLDialogElement;
  const found = differences(before, after);
  setText(byId('compare-of'), t.compareOf(nameOf(before), nameOf(after)));
  const body = byId('compare-body');
  const shown = found.slice(0, MAX_ROWS);
  const rows = shown.map((difference) => rowOf(difference, before, after));
  const own = shown.filter((difference) => !isBuiltin(difference)).length;
  if (own < rows.length) {
    rows.splice(own, 0, heading(t.ofProcess));
  }
  body.replaceChildren(...rows);
  setText(
    byId('compare-note'),
    found.length === 0
      ? t.same
      : found.length > MAX_ROWS
        ? t.moreDiffer(formatNumber(found.length - MAX_ROWS))
        : '',
  );
  byId('compare-table').hidden = found.length === 0;
  if (!dialog.open) {
    dialog.showModal();
  }
}

function heading(text: string): HTMLElement {
  const cell = h('th', { scope: 'rowgroup', colspan: 4 }, text);
  return h('tr', { class: 'heading' }, cell);
}

function nameOf(store: Store): string {
  const { app, pid } = store.process;
  return printable(
    `${app}${pid === 0 ? '' : ` (${pid})`}, ${formatMoment(store.at)}`,
    120,
  );
}

function rowOf(
  difference: Difference,
  before: Store,
  after: Store,
): HTMLElement {
  const { relative } = difference;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, printablePath(difference.path)),
    h('td', {}, valueOf(difference.before, before)),
    h('td', {}, valueOf(difference.after, after)),
    h(
      'td',
      { class: relative < 0 ? 'less' : 'more' },
      change(difference, after),
    ),
  );
}

function valueOf(leaf: Leaf | undefined, store: Store): string {
  return leaf === undefined
    ? t.noValue
    : printable(formatValue(leaf.value, store.info(leaf).unit), 80);
}

function change({ before, after, relative }: Difference, store: Store): string {
  if (before === undefined) {
    return t.added;
  }
  if (after === undefined) {
    return t.removed;
  }
  if (typeof before.value !== 'number' || typeof after.value !== 'number') {
    return '';
  }
  const by = after.value - before.value;
  const sign = by > 0 ? '+' : '−';
  const amount = `${sign}${formatQuantity(Math.abs(by), store.info(after).unit)}`;
  if (!Number.isFinite(relative)) {
    return amount;
  }
  return Math.abs(relative) >= 10
    ? `${amount} (×${formatNumber(after.value / before.value, 3)})`
    : `${amount} (${sign}${formatPercent(Math.abs(relative))})`;
}
