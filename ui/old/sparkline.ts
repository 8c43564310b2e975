import { prepareCanvas } from './canvas.js';
import { HISTORY_TICKS, type RingBuffer } from './ring-buffer.js';
import { color } from './theme.js';

/** The ticks that charts show. */
export interface TickRange {
  readonly from: number;
  readonly to: number;
  /** The width of a chart in ticks, of which there may be fewer yet. */
  readonly length: number;
}

/** More points would be less than two pixels apart. */
const MAX_POINTS = 64;

const points = new Float64Array(MAX_POINTS + 2);

export interface SparklineOptions {
  /** The times of the ticks, for a counter, whose rate is drawn. */
  readonly times?: RingBuffer | undefined;
}

export function drawSparkline(
  canvas: HTMLCanvasElement,
  samples: RingBuffer | undefined,
  range: TickRange,
  { times }: SparklineOptions = {},
): void {
  const context = prepareCanvas(canvas);
  if (context === null || samples === undefined) {
    return;
  }
  const { width, height } = canvas;
  // Buckets begin at multiples of their size. The line would shiver if they
  // moved with the samples.
  const size = Math.max(1, Math.ceil(range.length / MAX_POINTS));
  const lastBucket = Math.floor(range.to / size);
  const buckets = Math.min(MAX_POINTS, Math.ceil(range.length / size));
  const firstBucket = lastBucket - buckets + 1;
  let min = Infinity;
  let max = -Infinity;
  for (let index = 0; index < buckets; index++) {
    const firstTick = (firstBucket + index) * size;
    const value = bucketMean(samples, range, firstTick, size, times);
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
  if (times !== undefined && min >= 0) {
    min = 0;
  }
  const padding = 2 * devicePixelRatio;
  const isFlat = max === min;
  const y = (value: number): number =>
    isFlat
      ? value === 0
        ? height - padding
        : height / 2
      : height -
        padding -
        ((value - min) / (max - min)) * (height - 2 * padding);
  const step = (width - 2 * padding) / Math.max(1, buckets - 1);
  const line = new Path2D();
  context.beginPath();
  let startX = NaN;
  let x = 0;
  for (let index = 0; index <= buckets; index++) {
    const value = index < buckets ? points[index]! : NaN;
    if (Number.isNaN(value)) {
      if (!Number.isNaN(startX)) {
        context.lineTo(x, height);
        context.lineTo(startX, height);
        startX = NaN;
      }
      continue;
    }
    x = padding + index * step;
    if (Number.isNaN(startX)) {
      startX = x;
      line.moveTo(x, y(value));
      context.moveTo(x, y(value));
    } else {
      line.lineTo(x, y(value));
      context.lineTo(x, y(value));
    }
  }
  const stroke = color(isFlat ? 'faint' : 'accent');
  context.strokeStyle = stroke;
  context.fillStyle = stroke;
  if (!isFlat) {
    context.globalAlpha = 0.13;
    context.fill();
    context.globalAlpha = 1;
  }
  context.lineWidth = 1.25 * devicePixelRatio;
  context.lineJoin = 'round';
  context.stroke(line);
}

/** The mean of the known samples of a bucket; NaN where there are none. */
function bucketMean(
  samples: RingBuffer,
  { from, to }: TickRange,
  firstTick: number,
  size: number,
  times: RingBuffer | undefined,
): number {
  let sum = 0;
  let count = 0;
  const start = Math.max(firstTick, from, to - HISTORY_TICKS + 1);
  const end = Math.min(firstTick + size - 1, to);
  for (let tick = start; tick <= end; tick++) {
    const value =
      times === undefined
        ? samples.get(tick)
        : rateAt(samples, times, tick, from);
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? NaN : sum / count;
}

/**
 * The increase per second since the previous tick; 0 where a counter was reset.
 * Ticks are not always a second apart.
 */
export function rateAt(
  samples: RingBuffer,
  times: RingBuffer,
  tick: number,
  firstTick: number,
): number {
  if (tick <= firstTick) {
    return NaN;
  }
  const increase = samples.get(tick) - samples.get(tick - 1);
  const elapsed = times.get(tick) - times.get(tick - 1);
  return increase < 0 ? 0 : (increase / elapsed) * 1000;
}
