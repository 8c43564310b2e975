const sizes = new WeakMap<Element, readonly [width: number, height: number]>();
// Sizes are cached, because reading the size of an element forces a layout.
const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    sizes.set(target, [contentRect.width, contentRect.height]);
  }
});

/**
 * Clears a canvas and matches its resolution to the screen.
 *
 * @returns null if the canvas has no area
 */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
): CanvasRenderingContext2D | null {
  let size = sizes.get(canvas);
  if (size === undefined) {
    size = [canvas.clientWidth, canvas.clientHeight];
    sizes.set(canvas, size);
    observer.observe(canvas);
  }
  const width = Math.round(size[0] * devicePixelRatio);
  const height = Math.round(size[1] * devicePixelRatio);
  const context = canvas.getContext('2d');
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  } else {
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, width, height);
  }
  return width === 0 ? null : context;
}
