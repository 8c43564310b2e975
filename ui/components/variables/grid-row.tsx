import type { HTMLAttributes, JSX } from 'preact';
import { Sparkline } from '../../charts/sparkline.js';
import { sparkPoints } from '../../charts/spark.js';
import { lineReader, linesOf } from '../../state/board.js';
import { changeText } from '../../state/export.js';
import {
  formatNumber,
  formatTime,
  formatValue,
  isNumber,
} from '../../state/format.js';
import { printable, printablePath } from '../../state/printable.js';
import type { HeadingRow, Row, VariableRow } from '../../state/rows.js';
import type { Store } from '../../state/store.js';
import {
  isSummarized,
  kindOf,
  summaryText,
  trendValue,
} from '../../state/summary.js';
import { tableOf } from '../../state/variable-table.js';
import { ObjectNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { Icon } from '../shell/icons.js';

/** The most characters of a value in its column. */
const MAX_SHORT = 19;

export function GridRow({
  row,
  index,
  top,
  isTabStop,
}: {
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly isTabStop: boolean;
}): JSX.Element {
  const common = {
    role: 'row' as const,
    // The head is row 1.
    'aria-rowindex': index + 2,
    'data-key': row.key,
    tabIndex: isTabStop ? 0 : -1,
    style: { transform: `translateY(${top}px)`, '--depth': row.depth },
  };
  switch (row.type) {
    case 'heading':
      return (
        <div {...common} class="row heading" aria-expanded={row.isExpanded}>
          <div role="gridcell" aria-colspan={7}>
            {row.isExpanded !== undefined && <Toggle row={row} />}
            <HeadingText {...row} />
          </div>
        </div>
      );
    case 'unsent':
      return (
        <div {...common} class="row unsent">
          <div role="gridcell" aria-colspan={7}>
            {t.variables.unsent(formatNumber(row.object.lazyCount))}{' '}
            <span class="dim">
              {row.object.children.size === 0
                ? t.variables.loadUnsent
                : t.variables.loadedUnsent}
            </span>
          </div>
        </div>
      );
    case 'variable':
      return <VariableCells row={row} common={common} />;
  }
}

function HeadingText({ measure, count }: HeadingRow): JSX.Element {
  return measure === undefined ? (
    <>
      {t.variables.processGroup}{' '}
      <span class="count">{count > 0 && formatNumber(count)}</span>
    </>
  ) : (
    <>{t.variables.measures[measure] ?? printable(measure)}</>
  );
}

function Toggle({
  row,
  name,
}: {
  readonly row: { readonly isExpanded: boolean | undefined };
  readonly name?: string;
}): JSX.Element {
  return (
    <button
      type="button"
      class="toggle plain"
      tabIndex={-1}
      aria-expanded={row.isExpanded}
      aria-label={
        row.isExpanded === true
          ? t.variables.collapse(name ?? '')
          : t.variables.expand(name ?? '')
      }
    >
      <Icon name="chevron" />
    </button>
  );
}

function VariableCells({
  row,
  common,
}: {
  readonly row: VariableRow;
  readonly common: HTMLAttributes<HTMLDivElement>;
}): JSX.Element {
  const app = useApp();
  const store = useStore();
  const { variable, hasFullPath, isExpanded, isPinned } = row;
  const { path, name, info } = variable;
  const isObject = variable instanceof ObjectNode;
  const isMap = isObject && !isSummarized(variable);
  const failure = store.failureOf(variable);
  const earlier = store.failedEarlier(variable);
  // An expanded map leaves the mark to its members.
  const level = isExpanded ? undefined : store.limitLevels.levelOf(variable);
  const fullName = printablePath(path);
  const value = isObject ? undefined : store.valueOf(variable);
  const text =
    failure !== undefined
      ? printable(failure.reason, 1000)
      : isMap
        ? t.variables.members(formatNumber(variable.memberCount))
        : isObject
          ? summaryText(variable, store)
          : formatValue(value!, info.displayUnit);
  // A short text stands where a number would.
  const isText =
    failure !== undefined ||
    (value !== undefined && !isNumber(value) && text.length > MAX_SHORT);
  const warning =
    failure !== undefined
      ? t.variables.failingSince(formatTime(failure.since))
      : !isExpanded && store.hasFailingMember(variable)
        ? t.variables.memberFails
        : level !== undefined
          ? t.variables.limitReached[level]
          : store.isLate(variable)
            ? t.variables.late
            : undefined;
  const kind = kindOf(variable, store);
  // The row of the map above already shows the same source.
  const source =
    !hasFullPath &&
    row.depth > 0 &&
    variable.parent?.info.source === info.source
      ? ''
      : printable(info.source ?? '');
  return (
    <div
      {...common}
      class={`row ${isMap ? 'map' : ''} ${row.isLastPinned ? 'last-pinned' : ''} ${failure === undefined ? '' : 'failing'}`}
      data-level={level}
      aria-selected={app.view.open.value === variable.key}
    >
      <div role="gridcell" class="c-pin">
        <button
          type="button"
          class="pin plain"
          tabIndex={-1}
          aria-pressed={isPinned}
          aria-label={
            isPinned ? t.variables.unpin(fullName) : t.variables.pin(fullName)
          }
        >
          {isPinned ? '★' : '☆'}
        </button>
      </div>
      <div role="rowheader" class="c-name" title={fullName}>
        {isObject && <Toggle row={row} name={fullName} />}
        {hasFullPath && path.length > 1 && (
          <bdi class="parent-path">{printablePath(path.slice(0, -1))} › </bdi>
        )}
        <bdi class="name">{name === '' ? '""' : printable(name)}</bdi>
        {warning !== undefined && (
          <span
            class={`mark ${failure !== undefined || level === 'critical' ? 'critical' : 'warning'}`}
            role="img"
            aria-label={warning}
            title={warning}
          >
            <Icon name="warning" />
          </span>
        )}
      </div>
      {isText ? (
        <div
          role="gridcell"
          aria-colspan={3}
          class={`c-text figure ${failure === undefined ? '' : 'critical'}`}
          title={text}
        >
          {text}
        </div>
      ) : (
        <>
          <div
            role="gridcell"
            class={`c-value number ${text.length > MAX_SHORT ? 'long' : ''} ${level ?? ''}`}
            title={text.length > MAX_SHORT ? text : undefined}
          >
            {text}
          </div>
          <div role="gridcell" class="c-change number">
            {changeText(variable, store, tableOf(app).changes.value)}
          </div>
          <div role="gridcell" class="c-trend">
            {!isMap && <Trend row={row} store={store} />}
          </div>
        </>
      )}
      <div role="gridcell" class="c-kind">
        {kind !== 'number' && t.variables.kinds[kind]}
      </div>
      <div role="gridcell" class="c-source" title={source || undefined}>
        {earlier !== undefined && failure === undefined ? (
          <span class="dim">
            {t.variables.failedAt(formatTime(earlier.at))}:{' '}
            {printable(earlier.reason)}
          </span>
        ) : (
          source
        )}
      </div>
    </div>
  );
}

function Trend({
  row: { variable },
  store,
}: {
  readonly row: VariableRow;
  readonly store: Store;
}): JSX.Element | null {
  const { from, to } = useApp().window.value;
  const value = trendValue(variable);
  const line = linesOf(variable, store).find((each) => each.value === value);
  if (line === undefined) {
    return null;
  }
  const { timeline } = store;
  const lastTick = timeline.tickAtMono(to);
  const length = Math.max(2, Math.round((to - from) / store.intervalMs));
  const read = lineReader(line);
  const points = sparkPoints(lastTick, length, (tick) =>
    tick < timeline.firstTick ? NaN : read(store, tick),
  );
  return points.filter((point) => !Number.isNaN(point)).length < 2 ? (
    <span class="dim">{t.variables.trendBegins}</span>
  ) : (
    <Sparkline points={points} fromZero={line.isRate} width={150} />
  );
}
