import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expectedFields, readEvents } from '../interop/metricbeat.mjs';
import { Session } from '../interop/session.mjs';
import { Report } from '../support/report.mjs';

/** The one number that Metricbeat's template does not keep exactly. */
export const FLOAT_FIELD = 'golang.heap.gc.cpu_fraction';

/** An index of a day, as Metricbeat names it. */
export const INDEX = 'metricbeat-7.17.29-2026.11.28';

const SETTINGS = fileURLToPath(
  new URL('../../examples/elastic/metricbeat.yml', import.meta.url),
);
const SETTINGS_WITHOUT_APPEND_FIELDS = fileURLToPath(
  new URL('without-append-fields.yml', import.meta.url),
);

/**
 * An event as Metricbeat sends it, and the fields that the index must have of it.
 *
 * @typedef {{
 *   json: string,
 *   instance: string,
 *   time: number,
 *   metricset: string,
 *   expected: Map<string, unknown[]>,
 * }} LoadedEvent
 */

/**
 * Reads events of both metricsets from an application that is busy.
 *
 * @param {string} instance replaces the address, which differs by metricset here
 * @param {string} app the address of the application
 * @param {string} program the path of Metricbeat
 * @returns {Promise<LoadedEvent[]>}
 */
export async function scrape(instance, app, program) {
  const session = new Session(new Report(), instance, app, program);
  /** @type {LoadedEvent[]} */
  const events = [];
  for (const metricset of /** @type {const} */ (['heap', 'expvar'])) {
    const { printed, documents } = await readEvents(session, metricset);
    const expected = expectedFields(metricset, documents);
    printed.forEach((line, i) => {
      const { '@timestamp': time } = JSON.parse(line);
      const { dataset: _, ...golang } = expected[i] ?? { dataset: '' };
      events.push({
        json: line
          // Metricbeat names the index by it and does not send it.
          .replace(/"@metadata":\{[^}]*\},/, '')
          .replace(/"address":"[^"]*"/, `"address":"${instance}"`),
        instance,
        time: Date.parse(time),
        metricset,
        expected: fieldsOf(golang, 'golang'),
      });
    });
  }
  return events;
}

/** The index template of the example with OpenSearch. */
export async function readOpenSearchTemplate() {
  const file = new URL(
    '../../examples/elastic/index-template.opensearch.json',
    import.meta.url,
  );
  return JSON.parse(await readFile(file, 'utf8'));
}

/**
 * The index template of Metricbeat. OpenSearch has no `constant_keyword` and no
 * `flattened` type.
 *
 * @param {string} program the path of Metricbeat
 */
export async function readTemplate(program, withAppendFields = true) {
  const session = new Session(new Report(), 'metricbeat', '', program);
  const { stdout } = await session.run([
    'template',
    withAppendFields ? SETTINGS : SETTINGS_WITHOUT_APPEND_FIELDS,
  ]);
  return JSON.parse(
    stdout
      .replaceAll('"constant_keyword"', '"keyword"')
      .replaceAll('"flattened"', '"flat_object"'),
  );
}

/**
 * The values of each field by path; a field of an array has several.
 *
 * @param {unknown} value
 * @param {string} path
 * @param {Map<string, unknown[]>} [fields]
 */
function fieldsOf(value, path, fields = new Map()) {
  if (Array.isArray(value)) {
    value.forEach((element) => fieldsOf(element, path, fields));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      fieldsOf(member, `${path}.${key}`, fields);
    }
  } else if (value !== null) {
    const stored = path === FLOAT_FIELD ? Math.fround(Number(value)) : value;
    fields.set(path, [...(fields.get(path) ?? []), stored]);
  }
  return fields;
}
