import { type ReadonlySignal, useComputed } from '@preact/signals';
import { useApp } from '../components/app-context.js';
import type { TimeRange } from '../state/intervals.js';
import type { Segment } from '../state/time-axis.js';

/**
 * Computes something from intervals, again with each interval and each choice of
 * a range, and not with each sample.
 *
 * @param compute reads no other signal that changes with samples
 */
export function useIntervals<T>(
  compute: (segments: readonly Segment[], range: TimeRange) => T,
): ReadonlySignal<T> {
  const app = useApp();
  const intervals = useComputed(() => app.drawn.value?.intervals);
  return useComputed(() => {
    void intervals.value;
    void app.view.zoom.value;
    void app.view.range.value;
    return compute(app.axis.value?.segments ?? [], app.window.peek());
  });
}
