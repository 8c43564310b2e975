import { useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { themeVersion } from '../components/theme.js';

/** Draws on a canvas of a size in CSS pixels. */
export type Draw = (
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
) => void;

/**
 * Draws on a canvas whenever its size, the colours or a signal that `draw` reads
 * has changed, while the canvas is in view.
 *
 * @param draw gets its data from signals
 */
export function useCanvas(draw: Draw): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  const size = useSignal<readonly [width: number, height: number]>([0, 0]);
  const isInView = useSignal(false);
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    const canvas = ref.current!;
    // Reading the size of an element would force a layout.
    const sizes = new ResizeObserver((entries) => {
      const { width, height } = entries.at(-1)!.contentRect;
      size.value = [width, height];
    });
    const views = new IntersectionObserver((entries) => {
      isInView.value = entries.at(-1)!.isIntersecting;
    });
    sizes.observe(canvas);
    views.observe(canvas);
    return () => {
      sizes.disconnect();
      views.disconnect();
    };
  }, []);
  useSignalEffect(() => {
    const [width, height] = size.value;
    void themeVersion.value;
    if (isInView.value && width > 0 && height > 0) {
      const context = prepareCanvas(ref.current!, width, height);
      latest.current(context, width, height);
    }
  });
  return ref;
}

/** Clears a canvas, and matches its resolution to the screen. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  const context = canvas.getContext('2d')!;
  const [pixelsX, pixelsY] = [
    Math.round(width * ratio),
    Math.round(height * ratio),
  ];
  if (canvas.width !== pixelsX || canvas.height !== pixelsY) {
    canvas.width = pixelsX;
    canvas.height = pixelsY;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, pixelsX, pixelsY);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
