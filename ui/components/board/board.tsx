import type { JSX } from 'preact';
import { TimeChart } from '../../charts/time-chart.js';
import {
  type BoardChart,
  type BoardLine,
  buildBoard,
} from '../../state/board.js';
import { formatValue } from '../../state/format.js';
import { pathOfKey } from '../../state/path-key.js';
import { printable, printablePath } from '../../state/printable.js';
import { ValueNode, type VariableNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { Icon } from '../shell/icons.js';
import { chartOf } from './board-chart.js';

/** The charts of the pinned variables. */
export function Board({
  where,
}: {
  readonly where: 'overview' | 'variables';
}): JSX.Element {
  const app = useApp();
  const store = useStore();
  const { pins, alone } = app.view;
  const board = buildBoard(store, pins.value, alone.value);
  app.server.loadSeries(
    store,
    board.charts.flatMap(({ lines }) => lines.map(({ value }) => value.id)),
  );
  return (
    <section
      class={`board board-${where}`}
      aria-label={t.variables.board.title}
    >
      {pins.value.size === 0 && (
        <p class="empty">
          {t.variables.board.empty}{' '}
          <button type="button" onClick={() => app.view.show('variables')}>
            {t.variables.board.add}
          </button>
        </p>
      )}
      <div class="charts">
        {board.charts.map((chart) => (
          <BoardFigure
            key={chart.lines.map(({ value }) => value.key).join()}
            chart={chart}
          />
        ))}
      </div>
      {(board.withoutNumber.length > 0 || board.missing.length > 0) && (
        <ul class="board-texts">
          {board.withoutNumber.map((variable) => (
            <li key={variable.key}>
              <button
                type="button"
                class="plain"
                onClick={() => app.view.show('variables', variable.key)}
              >
                <bdi>{printablePath(variable.path)}</bdi>
              </button>{' '}
              <TextOf variable={variable} />
            </li>
          ))}
          {board.missing.map((key) => (
            <li key={key} class="dim">
              <bdi>{printablePath(pathOfKey(key))}</bdi>{' '}
              {t.variables.board.missing} <Unpin pin={key} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function BoardFigure({ chart }: { readonly chart: BoardChart }): JSX.Element {
  const app = useApp();
  const { view } = app;
  const { lines, unit, key } = chart;
  const variables = [...new Set(lines.map(({ variable }) => variable))];
  const [first] = lines;
  const limits = lines.length === 1 ? first!.value.info.limits : undefined;
  const name = printable(first!.variable.path.join('.'), 60);
  const alone = view.alone.value.has(key);
  return (
    <div class="board-chart card">
      <TimeChart
        name={`board-${key}`}
        title={
          variables.length === 1
            ? name
            : variables.map(({ name: each }) => printable(each, 30)).join(', ')
        }
        unit={unit}
        headline={lines.length > 1 ? () => '' : undefined}
        read={() => chartOf(app, lines)}
        isZoomed={isZoomed(lines)}
        limits={limits}
      />
      <div class="board-tools">
        {variables.map((variable) => (
          <Tools
            key={variable.key}
            pin={variable.key}
            canSplit={variables.length > 1 || alone}
          />
        ))}
      </div>
    </div>
  );
}

function TextOf({
  variable,
}: {
  readonly variable: VariableNode;
}): JSX.Element {
  const store = useStore();
  const failure = store.failureOf(variable);
  return failure === undefined ? (
    <span class="figure">
      {variable instanceof ValueNode &&
        formatValue(variable.value, variable.info.displayUnit)}
    </span>
  ) : (
    <span class="critical">
      <Icon name="warning" /> {printable(failure.reason)}
    </span>
  );
}

/** Percentiles and rates are compared with 0, other numbers with each other. */
export function isZoomed(lines: readonly BoardLine[]): boolean {
  return lines.every(
    ({ isRate, variable }) => !isRate && variable instanceof ValueNode,
  );
}

function Tools({
  pin,
  canSplit,
}: {
  readonly pin: string;
  readonly canSplit: boolean;
}): JSX.Element {
  const { view } = useApp();
  const name = printablePath(pathOfKey(pin));
  const isAlone = view.alone.value.has(pin);
  const label = isAlone
    ? t.variables.board.together(name)
    : t.variables.board.alone(name);
  return (
    <span class="board-tool">
      <button
        type="button"
        class="plain"
        title={name}
        onClick={() => view.openDetails(pin)}
      >
        <bdi>{printable(pathOfKey(pin).at(-1) ?? '', 30)}</bdi>
      </button>
      {[...view.pins.value][0] !== pin && (
        <button
          type="button"
          class="plain icon"
          aria-label={t.variables.board.earlier(name)}
          title={t.variables.board.earlier(name)}
          onClick={() => view.movePin(pin)}
        >
          ←
        </button>
      )}
      {canSplit && (
        <button
          type="button"
          class="plain icon"
          aria-pressed={isAlone}
          aria-label={label}
          title={label}
          onClick={() => view.toggleAlone(pin)}
        >
          ⇅
        </button>
      )}
      <Unpin pin={pin} />
    </span>
  );
}

function Unpin({ pin }: { readonly pin: string }): JSX.Element {
  const { view } = useApp();
  const label = t.variables.unpin(printablePath(pathOfKey(pin)));
  return (
    <button
      type="button"
      class="plain icon"
      aria-label={label}
      title={label}
      onClick={() => view.togglePin(pin)}
    >
      <Icon name="close" />
    </button>
  );
}
