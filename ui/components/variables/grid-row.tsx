import { computed, type ReadonlySignal, useComputed } from '@preact/signals';
import type { HTMLAttributes, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { LimitLevel } from '../../../src/dashboard/protocol/types.js';
import { Sparkline } from '../../charts/sparkline.js';
import { sparkPoints } from '../../charts/spark.js';
import { type BoardLine, lineReader, linesOf } from '../../state/board.js';
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
  type Kind,
  kindOf,
  sourceOf,
  summaryText,
  trendValue,
} from '../../state/summary.js';
import { tableOf } from '../../state/variable-table.js';
import { ObjectNode, type VariableNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Icon } from '../shell/icons.js';

/** The most characters of a value in its column. */
const MAX_SHORT = 19;

const LEAST_TICKS = 20;

/** The place of a row in the table. */
interface Place {
  readonly index: number;
  readonly top: number;
  readonly isTabStop: boolean;
}

export function GridRow({
  row,
  ...place
}: Place & { readonly row: Row }): JSX.Element {
  if (row.type === 'variable') {
    return <VariableCells {...place} row={row} />;
  }
  return (
    <div {...attributesOf(row, place)} class={`row ${row.type}`}>
      <div role="gridcell" aria-colspan={7}>
        {row.type === 'heading' ? (
          <HeadingText {...row} />
        ) : (
          <>
            {t.variables.unsent(formatNumber(row.object.lazyCount))}{' '}
            <span class="dim">
              {row.object.children.size === 0
                ? t.variables.loadUnsent
                : t.variables.loadedUnsent}
            </span>
          </>
        )}
      </div>
    </div>
  );
}

function attributesOf(row: Row, place: Place): HTMLAttributes<HTMLDivElement> {
  return {
    role: 'row',
    // The head is row 1.
    'aria-rowindex': place.index + 2,
    'data-key': row.key,
    tabIndex: place.isTabStop ? 0 : -1,
    style: {
      transform: `translateY(${place.top}px)`,
      '--depth': String(row.depth),
    },
  } as HTMLAttributes<HTMLDivElement>;
}

function HeadingText(row: HeadingRow): JSX.Element {
  const { measure, count } = row;
  return measure === undefined ? (
    <>
      <Toggle row={row} name={t.variables.processGroup} />
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
  readonly name: string;
}): JSX.Element {
  const { expand, collapse } = t.variables;
  return (
    <button
      type="button"
      class="toggle plain"
      tabIndex={-1}
      aria-expanded={row.isExpanded}
      aria-label={row.isExpanded === true ? collapse(name) : expand(name)}
    >
      <Icon name="chevron" />
    </button>
  );
}

/** The state of a variable that decides which elements its cells have. */
interface Cells {
  /** The text needs the place of three columns. */
  readonly isText: boolean;
  readonly isLong: boolean;
  readonly isFailing: boolean;
  readonly level: LimitLevel | undefined;
  readonly warning: string | undefined;
  readonly kind: Kind;
  readonly source: string;
}

/**
 * The texts change with each tick. As signals they change without a comparison of
 * all elements of the row.
 */
function useCells(row: VariableRow): {
  readonly text: ReadonlySignal<string>;
  readonly change: ReadonlySignal<string>;
  readonly cells: ReadonlySignal<Cells>;
} {
  const app = useApp();
  return useMemo(() => {
    const { variable } = row;
    const store = app.shown.peek()!;
    const text = computed(() => {
      void app.tick.value;
      return textOf(variable, store);
    });
    let last: Cells | undefined;
    return {
      text,
      change: computed(() => {
        void app.tick.value;
        return changeText(variable, store, tableOf(app).changes.value);
      }),
      cells: computed(() => {
        void app.tick.value;
        const cells = cellsOf(row, store, text.value);
        last = last !== undefined && isEqual(last, cells) ? last : cells;
        return last;
      }),
    };
  }, [app, row]);
}

function isEqual(a: Cells, b: Cells): boolean {
  return (Object.keys(a) as (keyof Cells)[]).every((key) => a[key] === b[key]);
}

function textOf(variable: VariableNode, store: Store): string {
  const failure = store.failureOf(variable);
  if (failure !== undefined) {
    return printable(failure.reason, 1000);
  }
  if (!(variable instanceof ObjectNode)) {
    return formatValue(variable.value, variable.info.displayUnit);
  }
  return isSummarized(variable)
    ? summaryText(variable)
    : t.variables.members(formatNumber(variable.memberCount));
}

function cellsOf(row: VariableRow, store: Store, text: string): Cells {
  const { variable, isExpanded } = row;
  const failure = store.failureOf(variable);
  const earlier = store.failedEarlier(variable);
  // An expanded map leaves the mark to its members.
  const level = isExpanded ? undefined : store.limitLevels.levelOf(variable);
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
  // The row of the map above already shows the same source.
  const { parent } = variable;
  const source = sourceOf(variable);
  const isSameSource =
    !row.hasFullPath && parent !== undefined && sourceOf(parent) === source;
  const isLong = text.length > MAX_SHORT;
  return {
    // A short text stands where a number would.
    isText:
      failure !== undefined ||
      (isLong &&
        !(variable instanceof ObjectNode) &&
        !isNumber(variable.value)),
    isLong,
    isFailing: failure !== undefined,
    level,
    warning,
    kind: kindOf(variable),
    source:
      earlier !== undefined && failure === undefined
        ? `${t.variables.failedAt(formatTime(earlier.at))}: ${printable(earlier.reason)}`
        : isSameSource
          ? ''
          : printable(source),
  };
}

function VariableCells({
  row,
  ...place
}: Place & { readonly row: VariableRow }): JSX.Element {
  const app = useApp();
  const { text, change, cells } = useCells(row);
  const { isText, isLong, isFailing, level, warning, kind, source } =
    cells.value;
  const { variable, hasFullPath, isPinned } = row;
  const { path, name } = variable;
  const isObject = variable instanceof ObjectNode;
  const isMap = isObject && !isSummarized(variable);
  const fullName = printablePath(path);
  const { pin, unpin, kinds } = t.variables;
  return (
    <div
      {...attributesOf(row, place)}
      class={`row ${isMap ? 'map' : ''} ${row.isLastPinned ? 'last-pinned' : ''}`}
      data-level={level}
      aria-selected={app.view.open.value === variable.key}
    >
      <div role="gridcell" class="c-pin">
        <button
          type="button"
          class="pin plain"
          tabIndex={-1}
          aria-pressed={isPinned}
          aria-label={isPinned ? unpin(fullName) : pin(fullName)}
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
            class={`mark ${isFailing || level === 'critical' ? 'critical' : 'warning'}`}
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
          class={`c-text figure ${isFailing ? 'critical' : ''}`}
          title={text}
        >
          {text}
        </div>
      ) : (
        <>
          <div
            role="gridcell"
            class={`c-value number ${isLong ? 'long' : ''} ${level ?? ''}`}
            title={isLong ? text : undefined}
          >
            {text}
          </div>
          <div role="gridcell" class="c-change number">
            {change}
          </div>
          <div role="gridcell" class="c-trend">
            {!isMap && <Trend variable={variable} />}
          </div>
        </>
      )}
      <div role="gridcell" class="c-kind">
        {kind !== 'number' && !isFailing && kinds[kind]}
      </div>
      <div role="gridcell" class="c-source" title={source || undefined}>
        {source}
      </div>
    </div>
  );
}

function Trend({
  variable,
}: {
  readonly variable: VariableNode;
}): JSX.Element | null {
  const app = useApp();
  const value = useComputed(() => {
    void app.tick.value;
    return trendValue(variable);
  }).value;
  const line = linesOf(variable).find((each) => each.value === value);
  const { points, isKnown } = useMemo(() => {
    const store = app.shown.peek()!;
    let last: readonly number[] = [];
    const points = computed(() => {
      const { from, to } = app.window.value;
      const next = line === undefined ? [] : pointsOf(line, store, from, to);
      // Equal points need no new drawing.
      if (
        next.length !== last.length ||
        next.some((point, i) => !Object.is(point, last[i]))
      ) {
        last = next;
      }
      return last;
    });
    return {
      points,
      isKnown: computed(
        () => points.value.filter((point) => !Number.isNaN(point)).length > 1,
      ),
    };
  }, [app, variable, value]);
  if (line === undefined) {
    return null;
  }
  return isKnown.value ? (
    <Sparkline points={points} fromZero={line.isRate} width={150} />
  ) : (
    <span class="dim">
      {line.isRate && typeof line.value.value === 'bigint'
        ? t.variables.trendBeyond
        : t.variables.trendBegins}
    </span>
  );
}

/** The samples of a range of time, as `sparkPoints` returns them. */
function pointsOf(
  line: BoardLine,
  store: Store,
  from: number,
  to: number,
): readonly number[] {
  const { timeline, intervalMs } = store;
  const lastTick = timeline.tickAtMono(to);
  // A process that has just started does not leave the line empty.
  const length = Math.max(
    LEAST_TICKS,
    Math.min(
      Math.round((to - from) / intervalMs),
      lastTick - timeline.firstTick + 1,
    ),
  );
  const read = lineReader(line);
  return sparkPoints(lastTick, length, (tick) =>
    tick < timeline.firstTick ? NaN : read(store, tick),
  );
}
