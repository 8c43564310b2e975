import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { barsOf, type Plot } from '../../charts/plot.js';
import { prepareCanvas } from '../../charts/use-canvas.js';
import { type CallsOfInterval, INTERVAL_MS } from '../../state/intervals.js';
import { useApp } from '../app-context.js';
import { color, themeVersion } from '../theme.js';

const WIDTH = 120;
const HEIGHT = 22;

/** The calls of each interval as bars, with those that failed in red. */
export function CallTrend({
  trend,
}: {
  readonly trend: readonly CallsOfInterval[];
}): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const { window } = useApp();
  const drawn = useSignal(trend);
  useLayoutEffect(() => {
    drawn.value = trend;
  });
  useSignalEffect(() => {
    void themeVersion.value;
    const context = prepareCanvas(ref.current!, WIDTH, HEIGHT);
    const intervals = drawn.value;
    const { from, to } = window.peek();
    const end = intervals.at(-1)?.to ?? to;
    const plot: Plot = {
      left: 0,
      right: WIDTH,
      top: 1,
      bottom: HEIGHT - 1,
      from: Math.min(intervals[0]?.from ?? 0, end - (to - from)),
      to: end,
      low: 0,
      high: Math.max(1, ...intervals.map(({ calls }) => calls.count)),
      isLogarithmic: false,
    };
    const times = intervals.map(({ to }) => to);
    for (const [name, member] of [
      ['series-1', 'count'],
      ['critical', 'errors'],
    ] as const) {
      const values = intervals.map(({ calls }) => calls[member]);
      context.fillStyle = color(name);
      for (const bar of barsOf(plot, times, values, undefined, INTERVAL_MS)) {
        context.fillRect(bar.x, bar.y, bar.width, bar.height);
      }
    }
  });
  return (
    <canvas
      ref={ref}
      class="sparkline"
      aria-hidden="true"
      style={{ width: `${WIDTH}px`, height: `${HEIGHT}px` }}
    />
  );
}
