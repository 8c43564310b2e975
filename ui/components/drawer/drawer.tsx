import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { TimeChart } from '../../charts/time-chart.js';
import { linesOf } from '../../state/board.js';
import { changeText } from '../../state/export.js';
import {
  formatNumber,
  formatQuantity,
  formatTime,
  formatValue,
} from '../../state/format.js';
import { pathOfKey } from '../../state/path-key.js';
import { printable, printablePath } from '../../state/printable.js';
import type { Store } from '../../state/store.js';
import {
  isSummarized,
  kindOf,
  sourceOf,
  summaryText,
  summaryType,
} from '../../state/summary.js';
import { tableOf } from '../../state/variable-table.js';
import {
  ObjectNode,
  ValueNode,
  type VariableInfo,
  type VariableNode,
} from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { isZoomed } from '../board/board.js';
import { chartOf } from '../board/board-chart.js';
import { ButtonGroup } from '../shell/button-group.js';
import { Icon } from '../shell/icons.js';
import { Panel } from '../shell/panel.js';
import { JsonNow } from './json-now.js';

/** The details of the open variable, beside the table. */
export function Drawer(): JSX.Element {
  const app = useApp();
  const store = useStore();
  const { view } = app;
  const key = view.open.value!;
  const variable = store.find(key) ?? findByDottedName(store, key);
  const isFound = variable !== undefined;
  useEffect(() => {
    if (!isFound) {
      // The server may not have sent it.
      tableOf(app).openBranch(pathOfKey(key));
    }
  }, [isFound]);
  const path = printablePath(variable?.path ?? pathOfKey(key));
  const isPinned = view.pins.value.has(variable?.key ?? key);
  return (
    <Panel
      label={t.variables.drawer.label}
      title={<bdi>{path}</bdi>}
      tools={
        variable !== undefined && (
          <button
            type="button"
            class="pin plain icon"
            aria-pressed={isPinned}
            aria-label={
              isPinned ? t.variables.unpin(path) : t.variables.pin(path)
            }
            onClick={() => view.togglePin(variable.key)}
          >
            {isPinned ? '★' : '☆'}
          </button>
        )
      }
    >
      {variable === undefined ? (
        <p class="empty">{t.variables.drawer.unknown(path)}</p>
      ) : (
        <Details variable={variable} />
      )}
    </Panel>
  );
}

function Details({
  variable,
}: {
  readonly variable: VariableNode;
}): JSX.Element {
  const store = useStore();
  const { info } = variable;
  const changes = tableOf(useApp()).changes.value;
  const change = changeText(variable, store, changes);
  const level = store.limitLevels.levelOf(variable);
  const kind = kindOf(variable);
  const facts: [label: string, text: string | undefined][] = [
    [
      t.variables.kind,
      kind === 'number' || kind === 'null' ? '' : t.variables.kinds[kind],
    ],
    [
      t.variables.drawer.type,
      info.type === kind ? '' : printable(info.type ?? ''),
    ],
    [t.variables.drawer.unit, printable(info.unit ?? '')],
    [t.variables.drawer.limits, limitsText(info)],
    [t.variables.source, printable(sourceOf(variable))],
    [
      t.variables.drawer.path,
      variable.path.map((part) => printable(JSON.stringify(part))).join(' '),
    ],
  ];
  return (
    <>
      <FailureText variable={variable} />
      <p class={`drawer-value figure ${level ?? ''}`}>
        {variable instanceof ValueNode
          ? store.failureOf(variable) === undefined &&
            formatValue(variable.value, info.displayUnit)
          : isSummarized(variable)
            ? summaryText(variable)
            : t.variables.members(formatNumber(variable.memberCount))}
        {level !== undefined && (
          <span class={level}>
            <Icon name="warning" /> {t.variables.limitReached[level]}
          </span>
        )}
      </p>
      {change !== '' && (
        <p class="dim">
          {changes === undefined
            ? change
            : `${t.variables.delta(formatTime(changes.since))} ${change}`}
        </p>
      )}
      {info.description !== undefined && (
        <p class="description">{printable(info.description, 2000)}</p>
      )}
      <VariableChart variable={variable} />
      <dl class="drawer-facts">
        {facts.map(
          ([label, text]) =>
            text && (
              <>
                <dt>{label}</dt>
                <dd>
                  <bdi>{text}</bdi>
                </dd>
              </>
            ),
        )}
      </dl>
      <JsonNow key={variable.key} variable={variable} />
    </>
  );
}

/** The failure now, and the one that has passed. */
function FailureText({
  variable,
}: {
  readonly variable: VariableNode;
}): JSX.Element | null {
  const store = useStore();
  const failure = store.failureOf(variable);
  const earlier = store.failedEarlier(variable);
  return failure === undefined && earlier === undefined ? (
    store.isLate(variable) ? (
      <p class="warning">
        <Icon name="warning" /> {t.variables.late}
      </p>
    ) : null
  ) : (
    <p class={failure === undefined ? 'dim' : 'critical'} id="drawer-problem">
      <Icon name="warning" />{' '}
      {failure === undefined
        ? t.variables.failedAt(formatTime(earlier!.at))
        : t.variables.failingSince(formatTime(failure.since))}
      : {printable((failure ?? earlier!).reason, 2000)}
    </p>
  );
}

function VariableChart({
  variable,
}: {
  readonly variable: VariableNode;
}): JSX.Element | null {
  const app = useApp();
  const store = useStore();
  const showsValue = useSignal(false);
  const lines = linesOf(variable);
  const [first] = lines;
  const isRate = first?.isRate === true && !showsValue.value;
  const shown =
    first?.isRate === true && showsValue.value
      ? [{ ...first, isRate: false, unit: first.value.info.displayUnit }]
      : lines;
  app.server.loadSeries(
    store,
    shown.map(({ value }) => value.id),
  );
  const statistics = useComputed(() =>
    statisticsOf(chartOf(app, shown).series[0]?.values ?? []),
  );
  if (first === undefined) {
    return null;
  }
  const isHistogram = summaryType(variable) === 'histogram';
  const { limits } = first.value.info;
  return (
    <>
      {first.isRate && (
        <ButtonGroup
          label={t.variables.drawer.shown}
          values={['rate', 'value']}
          current={isRate ? 'rate' : 'value'}
          textOf={(shown) => t.variables.drawer.show[shown]}
          onChoose={(shown) => (showsValue.value = shown === 'value')}
        />
      )}
      <TimeChart
        key={`${isRate}`}
        name="variable"
        title={
          isHistogram
            ? `${t.variables.drawer.percentiles}, ${windowText(variable)}`
            : isRate
              ? t.variables.rate
              : t.variables.value
        }
        unit={shown[0]!.unit}
        headline={shown.length > 1 ? () => '' : undefined}
        read={() => chartOf(app, shown)}
        isZoomed={isZoomed(shown)}
        limits={isRate ? undefined : limits}
        hasTimeLabels
      />
      {shown.length === 1 && (
        <dl class="statistics">
          {(['min', 'average', 'max'] as const).map((name) => (
            <div key={name}>
              <dt>{t.variables.drawer[name]}</dt>
              <dd class="figure">
                {Number.isFinite(statistics.value[name])
                  ? formatQuantity(statistics.value[name], shown[0]!.unit, 4)
                  : '–'}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** Says which values the percentiles are of. */
function windowText(variable: VariableNode): string {
  const window =
    variable instanceof ObjectNode
      ? variable.children.get('window')
      : undefined;
  const seconds =
    window instanceof ObjectNode ? window.children.get('seconds') : undefined;
  return window === undefined
    ? t.variables.drawer.sinceStart
    : t.variables.drawer.window(
        seconds instanceof ValueNode
          ? formatQuantity(Number(seconds.value), 's')
          : '…',
      );
}

function statisticsOf(values: readonly number[]): {
  min: number;
  average: number;
  max: number;
} {
  const known = values.filter((value) => !Number.isNaN(value));
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    min: known.reduce((a, b) => Math.min(a, b), Infinity),
    average: sum / known.length,
    max: known.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}

/** Writes `warning ≥ 100 · critical ≥ 500`. */
function limitsText({ limits, displayUnit }: VariableInfo): string {
  const sign = limits?.below === true ? '≤' : '≥';
  return (['warning', 'critical'] as const)
    .flatMap((level) => {
      const limit = limits?.[level];
      return limit === undefined
        ? []
        : `${t.charts.levels[level]} ${sign} ${formatQuantity(limit, displayUnit)}`;
    })
    .join(' · ');
}

/** Finds a variable by the name that a user may type: `quotes.ticks`. */
function findByDottedName(store: Store, key: string): VariableNode | undefined {
  const wanted = pathOfKey(key).join('/');
  const search = (
    object: ObjectNode,
    prefix: string,
  ): VariableNode | undefined => {
    for (const child of object.children.values()) {
      const name = prefix + child.name;
      if (name === wanted) {
        return child;
      }
      if (child instanceof ObjectNode && wanted.startsWith(`${name}.`)) {
        const found = search(child, `${name}.`);
        if (found !== undefined) {
          return found;
        }
      }
    }
    return undefined;
  };
  return search(store.root, '');
}
