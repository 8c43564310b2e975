import {
  PROMETHEUS_CHECKS,
  type PrometheusOptions,
} from '../../src/options/prometheus.options.js';
import type { Escaping } from '../../src/prometheus/escape-name.js';
import {
  type Format,
  PrometheusRenderer,
} from '../../src/prometheus/prometheus-renderer.js';
import { ExpvarRegistry } from '../../src/registry/expvar.registry.js';
import { CheckedOption } from '../../src/support/checks.js';

/** A registry, and a function that renders it in a format of Prometheus. */
export function createPrometheus(options: PrometheusOptions = {}) {
  const registry = new ExpvarRegistry(
    undefined,
    Object.keys(options.labels ?? {}),
  );
  const resolved = PROMETHEUS_CHECKS.prometheus(
    options,
    new CheckedOption([]),
  )!;
  const renderer = new PrometheusRenderer(registry, resolved);
  return {
    registry,
    options: resolved,
    renderer,
    render: async (
      format: Format = 'text',
      escaping: Escaping = 'underscores',
    ) => (await renderer.render(format, escaping)).toString(),
    /** The lines of the text format without HELP. */
    samples: async (escaping: Escaping = 'underscores') =>
      (await renderer.render('text', escaping))
        .toString()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('# HELP')),
  };
}
