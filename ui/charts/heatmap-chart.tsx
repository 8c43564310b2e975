import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../components/app-context.js';
import { color } from '../components/theme.js';
import { formatSeconds, formatTime } from '../state/format.js';
import type { CallsOfInterval } from '../state/intervals.js';
import { t } from '../text/index.js';
import { logarithmicAxis } from './axis.js';
import { clipped, drawAxes, drawMarks, MIN_LEFT } from './draw-chart.js';
import {
  type Heatmap,
  HEATMAP_ROWS,
  heatmapOf,
  heatmapPixels,
} from './heatmap.js';
import { indexOfNearest, type Plot, xOf } from './plot.js';
import { PlotArea } from './plot-area.js';
import { timeView } from './time-chart.js';

const TOP = 8;
const BOTTOM = 20;
const RIGHT = 6;

/** How many latencies there were of each size, over time. */
export function HeatmapChart({
  title,
  intervals,
}: {
  readonly title: string;
  readonly intervals: ReadonlySignal<readonly CallsOfInterval[]>;
}): JSX.Element {
  const app = useApp();
  const heatmap = heatmapOf(intervals.value);
  const times = intervals.value.map(({ to }) => to);
  const facts =
    heatmap === undefined
      ? t.charts.noData
      : t.calls.latenciesFrom(
          formatSeconds(heatmap.low),
          formatSeconds(heatmap.high),
        );
  return (
    <figure class="chart heatmap" data-chart="heatmap">
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="legend">{facts}</span>
      </figcaption>
      <PlotArea
        label={`${title}. ${facts}`}
        times={() => times}
        textAt={(time) => {
          const { from, calls } = intervals.value[indexOfNearest(times, time)]!;
          return t.calls.medianAt(
            formatTime(app.axis.value!.toWall(from)),
            Number.isNaN(calls.percentile(50))
              ? '–'
              : formatSeconds(calls.percentile(50)),
            String(calls.timed),
          );
        }}
        draw={(context, width, height) => {
          const view = timeView(app, true);
          const current = heatmapOf(intervals.value);
          const plot: Plot = {
            left: MIN_LEFT,
            right: width - RIGHT,
            top: TOP,
            bottom: height - BOTTOM,
            from: view.from,
            to: view.to,
            low: current?.low ?? 1e-3,
            high: current?.high ?? 1,
            isLogarithmic: true,
          };
          const axis = logarithmicAxis([[plot.low, plot.high]], 5, 's');
          const labels = axis.values
            .map((value, index) => [value, axis.texts[index]!] as const)
            .filter(([value]) => value >= plot.low && value <= plot.high);
          drawAxes(
            context,
            height,
            plot,
            {
              values: labels.map(([value]) => value),
              texts: labels.map(([, text]) => text),
            },
            view,
          );
          clipped(context, plot, () => {
            if (current !== undefined) {
              drawCells(context, plot, current);
            }
            drawMarks(context, plot, view);
          });
          return plot;
        }}
      />
    </figure>
  );
}

/** Paints all cells as an image, because single rectangles take 15 times longer. */
function drawCells(
  context: CanvasRenderingContext2D,
  plot: Plot,
  heatmap: Heatmap,
): void {
  const { width, data } = heatmapPixels(heatmap);
  const image = document.createElement('canvas');
  image.width = width;
  image.height = HEATMAP_ROWS;
  const pixels = image.getContext('2d')!;
  pixels.putImageData(new ImageData(data, width), 0, 0);
  // The image has opacities only.
  pixels.globalCompositeOperation = 'source-in';
  pixels.fillStyle = color('series-1');
  pixels.fillRect(0, 0, width, HEATMAP_ROWS);
  context.imageSmoothingEnabled = false;
  for (const [index, { from, to }] of heatmap.columns.entries()) {
    const x = Math.round(xOf(plot, from));
    context.drawImage(
      image,
      index,
      0,
      1,
      HEATMAP_ROWS,
      x,
      plot.top,
      Math.max(1, Math.round(xOf(plot, to)) - x),
      plot.bottom - plot.top,
    );
  }
}
