import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { drawAxes, EVENT_COLORS, MIN_LEFT } from '../../charts/draw-chart.js';
import { type Plot, xOf } from '../../charts/plot.js';
import { PlotArea } from '../../charts/plot-area.js';
import { timeView } from '../../charts/time-chart.js';
import { formatSeconds, formatTime } from '../../state/format.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { color } from '../theme.js';

const RIGHT = 6;
const TOP = 6;
const BOTTOM = 20;
/** Screen readers say the events so near to the cursor, in ms. */
const NEAR_MS = 2000;

/** The events on the time axis that all charts of the page share. */
export function EventStrip(): JSX.Element {
  const app = useApp();
  const view = useComputed(() => timeView(app, true));
  const { marks } = view.value;
  const label = `${t.shell.tabs.events}. ${
    marks.length === 0 ? t.events.noneShown : t.events.shown(marks.length)
  }`;
  return (
    <div class="event-strip card" data-chart="events">
      <PlotArea
        label={label}
        times={() => view.value.marks.map(({ to }) => to)}
        textAt={(time) =>
          view.value.marks
            .filter(({ to }) => Math.abs(to - time) < NEAR_MS)
            .map(
              ({ event: { kind, wall, seconds, path } }) =>
                `${formatTime(wall)} ${t.events.kinds[kind]} ${
                  seconds === undefined
                    ? (path ?? []).join('.')
                    : formatSeconds(seconds)
                }`,
            )
            .join(', ')
        }
        draw={(context, width, height) => {
          const { marks, restarts, from, to } = view.value;
          const plot: Plot = {
            left: MIN_LEFT,
            right: width - RIGHT,
            top: TOP,
            bottom: height - BOTTOM,
            from,
            to,
            low: 0,
            high: 1,
            isLogarithmic: false,
          };
          drawAxes(
            context,
            height,
            plot,
            { values: [0.5], texts: [t.shell.tabs.events] },
            view.value,
          );
          for (const { from, to, event } of marks) {
            const x = Math.round(xOf(plot, from));
            const end = Math.round(xOf(plot, to));
            const [left, right] = [
              Math.max(x, plot.left),
              Math.min(Math.max(end, x + 4), plot.right),
            ];
            context.fillStyle = color(EVENT_COLORS[event.kind]);
            context.beginPath();
            context.roundRect(
              left,
              plot.top + 2,
              Math.max(0, right - left),
              plot.bottom - plot.top - 4,
              2,
            );
            context.fill();
          }
          context.textBaseline = 'middle';
          context.fillStyle = color('text-dim');
          for (const { x, before, after } of restarts) {
            const pixel = Math.round(xOf(plot, x));
            const text = `pid ${before.process.pid} → ${after.process.pid}`;
            const isAtEnd =
              pixel + 8 + context.measureText(text).width > plot.right;
            context.textAlign = isAtEnd ? 'right' : 'left';
            context.fillRect(pixel, plot.top, 1, plot.bottom - plot.top);
            context.fillText(
              text,
              isAtEnd ? pixel - 6 : pixel + 7,
              (plot.top + plot.bottom) / 2,
            );
          }
          return plot;
        }}
      />
    </div>
  );
}
