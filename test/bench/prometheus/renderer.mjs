import { DEFAULTS, PrometheusRenderer } from '../../prometheus/documents.mjs';

/**
 * Returns a function that renders a registry in the text format.
 *
 * @param {import('nestjs-expvar').ExpvarRegistry} registry
 * @returns {() => Promise<Buffer>}
 */
export function textRenderer(registry) {
  const renderer = new PrometheusRenderer(registry, {
    ...DEFAULTS,
    maxSeries: 1_000_000,
  });
  return () => renderer.render('text', 'underscores');
}
