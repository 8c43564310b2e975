import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { color, themeVersion } from '../components/theme.js';
import { fillBelow, strokeLines } from './draw-chart.js';
import { sparkLines } from './spark.js';
import { prepareCanvas } from './use-canvas.js';

export interface SparklineProps {
  /** See `sparkPoints`. */
  readonly points: ReadonlySignal<readonly number[]>;
  /** Draws values that are not negative above 0, as for a rate. */
  readonly fromZero?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** A small line beside the figure that it belongs to; hidden for screen readers. */
export function Sparkline({
  points,
  fromZero = false,
  width = 120,
  height = 22,
}: SparklineProps): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    void themeVersion.value;
    const context = prepareCanvas(ref.current!, width, height);
    const { lines, isConstant } = sparkLines(
      points.value,
      width,
      height,
      fromZero,
    );
    context.strokeStyle = context.fillStyle = color(
      isConstant ? 'stale' : 'series-1',
    );
    if (!isConstant) {
      fillBelow(context, lines, height);
    }
    strokeLines(context, lines);
  });
  return (
    <canvas
      ref={ref}
      class="sparkline"
      aria-hidden="true"
      style={{ width: `${width}px`, height: `${height}px` }}
    />
  );
}
