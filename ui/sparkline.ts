import { fitted } from './canvas.js';
import type { Ring } from './ring.js';
import { RING_TICKS } from './ring.js';
import { color } from './theme.js';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** More would be less than two pixels each. */
const MAX_POINTS = 64;

const points = new Float64Array(MAX_POINTS + 2);

/**
 * Draws the samples of a span over the whole canvas. Of a counter, how fast it
 * rose. `length` is how many ticks the canvas is wide.
 */
export function drawSparkline(
  canvas: HTMLCanvasElement,
  ring: Ring | undefined,
  span: Span,
  length: number,
  options: {
    /** Of the ticks, where the course is that of a counter. */
    readonly times: Ring | undefined;
    readonly stroke: string;
  },
): void {
  const context = fitted(canvas);
  if (context === null || ring === undefined) {
    return;
  }
  const { width, height } = canvas;
  // Buckets stand still while the samples move through them; otherwise the line
  // would shiver.
  const size = Math.max(1, Math.ceil(length / MAX_POINTS));
  const lastBucket = Math.floor(span.to / size);
  const buckets = Math.min(MAX_POINTS, Math.ceil(length / size));
  const firstBucket = lastBucket - buckets + 1;
  let min = Infinity;
  let max = -Infinity;
  for (let index = 0; index < buckets; index++) {
    const value = mean(
      ring,
      span,
      (firstBucket + index) * size,
      size,
      options.times,
    );
    points[index] = value;
    if (value < min) {
      min = value;
    }
    if (value > max) {
      max = value;
    }
  }
  if (max < min) {
    return;
  }
  if (options.times !== undefined && min >= 0) {
    min = Math.min(min, 0);
  }
  const pad = 2 * devicePixelRatio;
  const flat = max === min;
  const y = (value: number): number =>
    flat
      ? value === 0
        ? height - pad
        : height / 2
      : height - pad - ((value - min) / (max - min)) * (height - 2 * pad);
  const step = (width - 2 * pad) / Math.max(1, buckets - 1);
  const line = new Path2D();
  context.beginPath();
  let started = NaN;
  let x = 0;
  for (let index = 0; index <= buckets; index++) {
    const value = index < buckets ? points[index]! : NaN;
    if (Number.isNaN(value)) {
      if (!Number.isNaN(started)) {
        context.lineTo(x, height);
        context.lineTo(started, height);
        started = NaN;
      }
      continue;
    }
    x = pad + index * step;
    if (Number.isNaN(started)) {
      started = x;
      line.moveTo(x, y(value));
      context.moveTo(x, y(value));
    } else {
      line.lineTo(x, y(value));
      context.lineTo(x, y(value));
    }
  }
  const stroke = flat ? color('faint') : color(options.stroke);
  context.strokeStyle = stroke;
  context.fillStyle = stroke;
  if (!flat) {
    context.globalAlpha = 0.13;
    context.fill();
    context.globalAlpha = 1;
  }
  context.lineWidth = 1.25 * devicePixelRatio;
  context.lineJoin = 'round';
  context.stroke(line);
}

/** Of a bucket of ticks; NaN where nothing is known of any. */
function mean(
  ring: Ring,
  { from, to }: Span,
  first: number,
  size: number,
  times: Ring | undefined,
): number {
  let sum = 0;
  let count = 0;
  const start = Math.max(first, from, to - RING_TICKS + 1);
  const end = Math.min(first + size - 1, to);
  for (let tick = start; tick <= end; tick++) {
    const value =
      times === undefined ? ring.get(tick) : rise(ring, times, tick, from);
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? NaN : sum / count;
}

/**
 * Of a counter, per second since the tick before; one that starts again has not
 * risen. Ticks are not always a second apart.
 */
export function rise(
  ring: Ring,
  times: Ring,
  tick: number,
  from: number,
): number {
  if (tick <= from) {
    return NaN;
  }
  const rose = ring.get(tick) - ring.get(tick - 1);
  const span = times.get(tick) - times.get(tick - 1);
  return rose < 0 ? 0 : (rose / span) * 1000;
}
