const sizes = new WeakMap<Element, readonly [width: number, height: number]>();
const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    sizes.set(target, [contentRect.width, contentRect.height]);
  }
});

/**
 * What draws on a canvas, which has the pixels of the screen and is empty. Its
 * size is not read each time, because the browser would lay out the page each
 * time.
 */
export function fitted(
  canvas: HTMLCanvasElement,
): CanvasRenderingContext2D | null {
  let size = sizes.get(canvas);
  if (size === undefined) {
    size = [canvas.clientWidth, canvas.clientHeight];
    sizes.set(canvas, size);
    resized.observe(canvas);
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
