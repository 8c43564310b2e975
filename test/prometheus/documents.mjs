// The part is no entry of the package, which loads it at the first scrape.
const CHUNK = new URL('../../dist/prometheus.js', import.meta.url).href;

/** @type {typeof import('../../src/prometheus/prometheus-renderer.js')} */
export const { PrometheusRenderer } = await import(CHUNK);

/** The media types of the formats that are checked. */
const MEDIA_TYPES = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf:
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};

export const ESCAPINGS = /** @type {const} */ ([
  'underscores',
  'allow-utf-8',
  'dots',
  'values',
]);

/**
 * @typedef {keyof typeof MEDIA_TYPES} Format
 * @typedef {(typeof ESCAPINGS)[number]} Escaping
 * @typedef {{ contentType: string | null, bytes: Buffer }} Document
 */

/** @type {ConstructorParameters<typeof PrometheusRenderer>[1]} */
export const DEFAULTS = {
  prefix: '',
  labels: {},
  createdTimestamps: false,
  nativeHistograms: true,
  memstats: false,
  maxSeries: 50_000,
};

/**
 * Renders a registry in one format.
 *
 * @param {InstanceType<typeof PrometheusRenderer>} renderer
 * @param {Format} format
 * @param {Escaping} escaping
 * @returns {Promise<Document>}
 */
export async function createDocument(renderer, format, escaping) {
  return {
    contentType: `${MEDIA_TYPES[format]}; escaping=${escaping}`,
    bytes: await renderer.render(format, escaping),
  };
}

/**
 * The input of the checkers: each document after its content type and length.
 *
 * @param {readonly Document[]} documents
 */
export function toInput(documents) {
  return Buffer.concat(
    documents.flatMap(({ contentType, bytes }) => [
      Buffer.from(`${contentType}\n${bytes.length}\n`),
      bytes,
    ]),
  );
}
