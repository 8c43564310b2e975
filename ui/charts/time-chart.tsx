import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { LimitLevel } from '../../src/dashboard/protocol/types.js';
import { useApp } from '../components/app-context.js';
import { Icon } from '../components/shell/icons.js';
import { formatQuantity, formatTime } from '../state/format.js';
import { t } from '../text/index.js';
import {
  type ChartData,
  marksIn,
  restartsOf,
  type ValueOptions,
} from './chart-data.js';
import { drawChart, type TimeView } from './draw-chart.js';
import { indexOfNearest, summaryOf } from './plot.js';
import { PlotArea } from './plot-area.js';
import type { AppState } from '../state/app-state.js';

/** The rows of a chart that is shown as a table. */
const TABLE_ROWS = 60;

export interface TimeChartProps extends ValueOptions {
  /** Identifies the chart in the page. */
  readonly name: string;
  readonly title: string;
  /** Reads the data from signals; it is called again when one changes. */
  readonly read: () => ChartData;
  /** The time that a bar covers, in ms. */
  readonly barMs?: number;
  /** The index of the series whose figure stands beside the title. */
  readonly figure?: number;
  /** The text beside the title, instead of a figure of a series. */
  readonly headline?:
    | ((data: ChartData, index: number, isAtCursor: boolean) => string)
    | undefined;
  /** Colours the figure. */
  readonly level?: LimitLevel | undefined;
  readonly hasTimeLabels?: boolean;
}

/** A chart whose caption has the figures of the last sample, or at the cursor. */
export function TimeChart(props: TimeChartProps): JSX.Element {
  const app = useApp();
  const data = useComputed(props.read);
  const isTable = useSignal(false);
  const { title, unit, barMs = 1000, hasTimeLabels = false } = props;
  return (
    <figure class="chart" data-chart={props.name}>
      <Caption {...props} data={data} />
      {isTable.value ? (
        <DataTable title={title} unit={unit} data={data} />
      ) : (
        <PlotArea
          label={describe(title, unit, data.value)}
          textAt={(time) => textAt(app, unit, data.value, time)}
          times={() => data.value.times}
          draw={(context, width, height) =>
            drawChart(
              context,
              width,
              height,
              data.value,
              { ...props, barMs },
              timeView(app, hasTimeLabels),
            ).plot
          }
        />
      )}
      <button
        class="table-button"
        aria-pressed={isTable.value}
        onClick={() => (isTable.value = !isTable.value)}
      >
        {t.charts.asTable(title)}
      </button>
    </figure>
  );
}

/** Reads the time axis from signals. */
export function timeView(app: AppState, hasTimeLabels: boolean): TimeView {
  const axis = app.axis.value;
  const segments = axis?.segments ?? [];
  const { from, to } = app.window.value;
  return {
    from,
    to,
    toWall: (x) => axis?.toWall(x) ?? NaN,
    hasTimeLabels,
    marks: marksIn(segments, { from, to }),
    restarts: restartsOf(segments),
  };
}

function Caption({
  title,
  data,
  unit,
  headline,
  figure = headline === undefined ? 0 : undefined,
  level,
}: TimeChartProps & {
  readonly data: ReadonlySignal<ChartData>;
}): JSX.Element {
  const { cursor } = useApp();
  const { times, series } = data.value;
  const index =
    cursor.value === undefined
      ? times.length - 1
      : indexOfNearest(times, cursor.value);
  return (
    <figcaption>
      <span class="chart-title">{title}</span>
      <span class={`headline ${level ?? ''}`}>
        {level !== undefined && (
          <>
            <Icon name={level} />
            <span class="visually-hidden">{t.charts.levels[level]} </span>
          </>
        )}
        <b class="figure">
          {headline?.(data.value, index, cursor.value !== undefined) ??
            figureText(series[figure ?? 0]?.values[index], unit)}
        </b>
      </span>
      {(series.length > 1 || headline !== undefined) && (
        <span class="legend">
          {series.map(({ label, color, values, isDashed }, each) => (
            <span key={label}>
              <i
                class={isDashed === true ? 'swatch dashed' : 'swatch'}
                style={{ color: `var(--${color})` }}
              />
              {label}{' '}
              {each !== figure && (
                <span class="figure">{figureText(values[index], unit)}</span>
              )}
            </span>
          ))}
        </span>
      )}
    </figcaption>
  );
}

function DataTable({
  title,
  unit,
  data,
}: {
  readonly title: string;
  readonly unit: string | undefined;
  readonly data: ReadonlySignal<ChartData>;
}): JSX.Element {
  const { axis } = useApp();
  const { times, series } = data.value;
  const every = Math.ceil(times.length / TABLE_ROWS);
  const indexes = times
    .map((_, index) => index)
    .filter((index) => (times.length - 1 - index) % every === 0)
    .toReversed();
  return (
    <div class="chart-table" role="region" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>{t.charts.time}</th>
            {series.map(({ label }) => (
              <th key={label} class="number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indexes.map((index) => (
            <tr key={times[index]}>
              <td>{formatTime(axis.value!.toWall(times[index]!))}</td>
              {series.map(({ label, values }) => (
                <td key={label} class="number">
                  {figureText(values[index], unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The text of a figure in captions. */
export function figureText(
  value: number | undefined,
  unit: string | undefined,
): string {
  return value === undefined || Number.isNaN(value)
    ? '–'
    : formatQuantity(value, unit, 3);
}

function describe(
  title: string,
  unit: string | undefined,
  { series }: ChartData,
): string {
  const facts = series.map(({ label, values }) => {
    const { last, min, max } = summaryOf(values);
    return t.charts.fact(
      label,
      figureText(last, unit),
      figureText(min, unit),
      figureText(max, unit),
    );
  });
  return `${title}. ${facts.join(' ')}`;
}

function textAt(
  { axis }: AppState,
  unit: string | undefined,
  { times, series }: ChartData,
  time: number,
): string {
  const index = indexOfNearest(times, time);
  const facts = series.map(
    ({ label, values }) => `${label} ${figureText(values[index], unit)}`,
  );
  return [formatTime(axis.value!.toWall(time)), ...facts].join(', ');
}
