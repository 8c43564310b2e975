import type { DocumentFormat } from '../http/document-formats.js';
import type { ResolvedPrometheusOptions } from '../options/prometheus.options.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { ESCAPINGS, type Escaping } from './escape-name.js';
import type { Format, PrometheusRenderer } from './prometheus-renderer.js';

interface MediaType {
  readonly format: Format;
  readonly mediaType: string;
  /** The parameters besides `escaping`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly queryName?: string;
}

/** The media types, those that a range without parameters selects before others. */
const MEDIA_TYPES: readonly MediaType[] = [
  {
    format: 'text',
    mediaType: 'text/plain',
    parameters: { version: '0.0.4', charset: 'utf-8' },
    queryName: 'prometheus',
  },
  {
    format: 'text',
    mediaType: 'text/plain',
    parameters: { version: '1.0.0', charset: 'utf-8' },
  },
  {
    format: 'openmetrics',
    mediaType: 'application/openmetrics-text',
    parameters: { version: '0.0.1', charset: 'utf-8' },
  },
  {
    format: 'openmetrics',
    mediaType: 'application/openmetrics-text',
    parameters: { version: '1.0.0', charset: 'utf-8' },
    queryName: 'openmetrics',
  },
  {
    format: 'protobuf',
    mediaType: 'application/vnd.google.protobuf',
    parameters: {
      proto: 'io.prometheus.client.MetricFamily',
      encoding: 'delimited',
    },
  },
];

/**
 * The formats of Prometheus in which the variables of a registry can be read. The
 * code that writes them is loaded for the first request.
 *
 * @param options undefined when the option is off
 */
export function prometheusFormats(
  registry: ExpvarRegistry,
  options: ResolvedPrometheusOptions | undefined,
): DocumentFormat[] {
  if (options === undefined) {
    return [];
  }
  let renderer: Promise<PrometheusRenderer> | undefined;
  const load = () =>
    import('./prometheus-renderer.js').then(
      (loaded) => new loaded.PrometheusRenderer(registry, options),
    );
  return MEDIA_TYPES.flatMap((type) =>
    ESCAPINGS.map((escaping) => ({
      ...describe(type, escaping),
      render: async (scope) => {
        renderer ??= load();
        return (await renderer).render(type.format, escaping, scope);
      },
    })),
  );
}

function describe(
  { mediaType, parameters, queryName }: MediaType,
  escaping: Escaping,
): Omit<DocumentFormat, 'render'> {
  const isDefault = escaping === ESCAPINGS[0];
  const all = Object.entries({ ...parameters, escaping });
  return {
    mediaType,
    contentType: [
      mediaType,
      ...all.map(([name, value]) => `${name}=${value}`),
    ].join('; '),
    ...(isDefault && queryName !== undefined && { queryName }),
    matches: (wanted) =>
      [...wanted].every(([name, value]) =>
        name === 'escaping'
          ? value === escaping || (isDefault && !isEscaping(value))
          : Object.hasOwn(parameters, name) &&
            parameters[name]!.toLowerCase() === value.toLowerCase(),
      ),
  };
}

/** False for an escaping that is not known and therefore ignored. */
function isEscaping(name: string): boolean {
  return ESCAPINGS.some((known) => known === name);
}
