import { DEFAULTS } from '../../prometheus/documents.mjs';

// The part is no entry of the package, which loads it at the first scrape.
const CHUNK = new URL('../../../dist/prometheus.js', import.meta.url).href;

const { PrometheusRenderer } = await import(CHUNK);

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
