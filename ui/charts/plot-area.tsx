import { useSignal, type Signal } from '@preact/signals';
import type { AriaAttributes, JSX } from 'preact';
import { useApp } from '../components/app-context.js';
import { formatTime } from '../state/format.js';
import { t } from '../text/index.js';
import { indexOfNearest, timeAt, type TimeScale, xOf } from './plot.js';
import { useCanvas } from './use-canvas.js';

/** A shorter drag is a click. */
const MIN_DRAG_PIXELS = 5;

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

export interface PlotAreaProps {
  /** Describes the chart to screen readers. */
  readonly label: string;
  /** The text of the values at a time, which screen readers say. */
  readonly textAt: (time: number) => string;
  /** The times of the samples, between which the keys move the cursor. */
  readonly times: () => readonly number[];
  /** Draws the chart, and returns where its time axis is. */
  readonly draw: (
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
  ) => TimeScale;
}

interface Selection {
  /** The times at which the selection began and where it is now. */
  readonly anchor: number;
  readonly head: number;
}

/**
 * The canvas of a chart with the cursor and the selection that pointer and keys
 * move. All charts share the cursor, and a selection zooms all of them.
 */
export function PlotArea(props: PlotAreaProps): JSX.Element {
  const app = useApp();
  const scale = useSignal<TimeScale | undefined>(undefined);
  const selection = useSignal<Selection | undefined>(undefined);
  const canvas = useCanvas((context, width, height) => {
    scale.value = props.draw(context, width, height);
  });

  const timeAtPointer = ({ offsetX }: PointerEvent): number | undefined =>
    scale.value && timeAt(scale.value, offsetX);

  const zoom = (): void => {
    const { anchor, head } = selection.value!;
    selection.value = undefined;
    app.zoomTo(Math.min(anchor, head), Math.max(anchor, head));
  };

  const onPointerMove = (event: PointerEvent): void => {
    const time = timeAtPointer(event);
    app.cursor.value = time;
    if (selection.value !== undefined && time !== undefined) {
      selection.value = { ...selection.value, head: time };
    }
  };

  const onPointerDown = (event: PointerEvent): void => {
    const time = timeAtPointer(event);
    if (event.button === 0 && time !== undefined) {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      selection.value = { anchor: time, head: time };
    }
  };

  const onPointerUp = (): void => {
    const { anchor, head } = selection.value ?? { anchor: 0, head: 0 };
    const pixels =
      scale.value && xOf(scale.value, anchor) - xOf(scale.value, head);
    if (Math.abs(pixels ?? 0) >= MIN_DRAG_PIXELS) {
      zoom();
    } else {
      selection.value = undefined;
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event;
    const step = STEPS[key];
    if (step !== undefined) {
      moveCursor(step, shiftKey);
    } else if (key === 'Enter' && selection.value !== undefined) {
      zoom();
    } else if (key === 'Enter' && app.cursor.value !== undefined) {
      app.zoomAround(app.axis.value!.toWall(app.cursor.value));
    } else if (key === 'Escape' && selection.value !== undefined) {
      selection.value = undefined;
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const moveCursor = (step: number, selects: boolean): void => {
    const { from, to } = app.window.value;
    const times = props.times().filter((time) => time >= from && time <= to);
    const last = times.length - 1;
    const before = app.cursor.value ?? times[last];
    if (before === undefined) {
      return;
    }
    const index = indexOfNearest(times, before) + step;
    const time = times[Math.min(Math.max(index, 0), last)]!;
    app.cursor.value = time;
    selection.value = selects
      ? { anchor: selection.value?.anchor ?? before, head: time }
      : undefined;
  };

  const leave = (): void => {
    app.cursor.value = undefined;
    selection.value = undefined;
  };

  return (
    <div class="plot">
      <canvas ref={canvas} />
      <Overlay scale={scale} selection={selection} />
      <div
        class="plot-control"
        role="slider"
        tabIndex={0}
        aria-roledescription={t.charts.chart}
        aria-label={props.label}
        {...sliderValues(app.cursor.value, props)}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerDown}
        onPointerUp={onPointerUp}
        onPointerCancel={leave}
        onPointerLeave={leave}
        onDblClick={() => app.goLive()}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
    </div>
  );
}

/** A slider without a cursor is at its end. */
function sliderValues(
  cursor: number | undefined,
  { times, textAt }: PlotAreaProps,
): AriaAttributes {
  const samples = times();
  const last = Math.max(0, samples.length - 1);
  const index = cursor === undefined ? last : indexOfNearest(samples, cursor);
  const time = samples[index];
  return {
    'aria-valuemin': 0,
    'aria-valuemax': last,
    'aria-valuenow': Math.max(0, index),
    'aria-valuetext': time === undefined ? t.charts.noData : textAt(time),
  };
}

function Overlay({
  scale,
  selection,
}: {
  readonly scale: Signal<TimeScale | undefined>;
  readonly selection: Signal<Selection | undefined>;
}): JSX.Element | null {
  const app = useApp();
  const cursor = app.cursor.value;
  if (cursor === undefined || scale.value === undefined) {
    return null;
  }
  const { left, right } = scale.value;
  const x = Math.round(xOf(scale.value, cursor));
  if (x < left || x > right) {
    return null;
  }
  const range = selection.value;
  const edges = [range?.anchor ?? cursor, range?.head ?? cursor]
    .map((time) => xOf(scale.value!, time))
    .map((edge) => Math.min(Math.max(edge, left), right));
  return (
    <>
      {range !== undefined && (
        <div
          class="selection"
          style={{
            left: `${Math.min(...edges)}px`,
            width: `${Math.abs(edges[0]! - edges[1]!)}px`,
          }}
        />
      )}
      <div
        class={x > (left + right) / 2 ? 'cursor in-right-half' : 'cursor'}
        style={{ left: `${x}px` }}
        data-time={formatTime(app.axis.value!.toWall(cursor))}
      />
    </>
  );
}
