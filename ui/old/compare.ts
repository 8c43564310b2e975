import { byId, h, setText } from './dom.js';
import {
  formatDateTime,
  formatNumber,
  formatPercent,
  formatQuantity,
  formatValue,
} from './format.js';
import { printable, printablePath } from './printable.js';
import { compareStores, type Difference } from './snapshot.js';
import type { Store } from './store.js';
import { t } from './text.js';
import { isProcessVariable, type ValueNode } from './variable-tree.js';

/** The most differences that are shown, because every row has elements. */
const MAX_ROWS = 500;

/** Opens a dialog with the differences between two stores. */
export function showDifferences(before: Store, after: Store): void {
  const dialog = byId('compare') as HTMLDialogElement;
  const differences = compareStores(before, after);
  setText(
    byId('compare-stores'),
    t.compareStores(storeName(before), storeName(after)),
  );
  const shown = differences.slice(0, MAX_ROWS);
  const rows = shown.map((difference) => rowOf(difference, before, after));
  const firstOfProcess = shown.findIndex(({ path }) => isProcessVariable(path));
  if (firstOfProcess >= 0) {
    rows.splice(firstOfProcess, 0, headingRow(t.processItself));
  }
  byId('compare-body').replaceChildren(...rows);
  setText(
    byId('compare-note'),
    differences.length === 0
      ? t.noDifferences
      : differences.length > MAX_ROWS
        ? t.moreDifferences(formatNumber(differences.length - MAX_ROWS))
        : '',
  );
  byId('compare-table').hidden = differences.length === 0;
  if (!dialog.open) {
    dialog.showModal();
  }
}

function headingRow(text: string): HTMLElement {
  const cell = h('th', { scope: 'rowgroup', colspan: 4 }, text);
  return h('tr', { class: 'heading' }, cell);
}

function storeName(store: Store): string {
  const { app, pid } = store.process;
  return printable(
    `${app}${pid === 0 ? '' : ` (${pid})`}, ${formatDateTime(store.at)}`,
    120,
  );
}

function rowOf(
  difference: Difference,
  before: Store,
  after: Store,
): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, printablePath(difference.path)),
    h('td', {}, valueText(difference.before, before)),
    h('td', {}, valueText(difference.after, after)),
    h(
      'td',
      { class: difference.relativeChange < 0 ? 'less' : 'more' },
      changeText(difference, after),
    ),
  );
}

function valueText(value: ValueNode | undefined, store: Store): string {
  return value === undefined
    ? t.noValue
    : printable(formatValue(value.value, store.info(value).displayUnit), 80);
}

function changeText(
  { before, after, relativeChange }: Difference,
  store: Store,
): string {
  if (before === undefined) {
    return t.added;
  }
  if (after === undefined) {
    return t.removed;
  }
  if (typeof before.value !== 'number' || typeof after.value !== 'number') {
    return '';
  }
  const change = after.value - before.value;
  const sign = change > 0 ? '+' : '−';
  const unit = store.info(after).displayUnit;
  const amount = `${sign}${formatQuantity(Math.abs(change), unit)}`;
  if (!Number.isFinite(relativeChange)) {
    return amount;
  }
  return Math.abs(relativeChange) >= 10
    ? `${amount} (×${formatNumber(after.value / before.value, 3)})`
    : `${amount} (${sign}${formatPercent(Math.abs(relativeChange))})`;
}
