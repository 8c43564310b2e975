import assert from 'node:assert/strict';
import { withFloats } from '../interop/exact-json.mjs';

/** Fields read with one search; OpenSearch allows 200 by the template. */
const CHUNK = 150;

/**
 * Compares the doc values of an index, which are what aggregations see, with
 * the fields that its events must have.
 *
 * @param {import('./opensearch.mjs').OpenSearch} openSearch
 * @param {string} index
 * @param {import('./events.mjs').LoadedEvent[]} events
 * @returns how many values were compared
 */
export async function compareDocValues(openSearch, index, events) {
  const types = await openSearch.types(index);
  const paths = [...types.keys()].filter((path) => path.startsWith('golang.'));
  /** @type {Map<string, Map<string, unknown[]>>} */
  const stored = new Map(events.map((event) => [keyOf(event), new Map()]));
  for (let i = 0; i < paths.length; i += CHUNK) {
    const { hits } = await openSearch.search(index, {
      size: events.length,
      _source: false,
      docvalue_fields: [
        'service.address',
        'metricset.name',
        { field: '@timestamp', format: 'epoch_millis' },
        ...paths.slice(i, i + CHUNK),
      ],
      query: { match_all: {} },
    });
    assert.equal(hits.hits.length, events.length);
    for (const { fields } of hits.hits) {
      const [instance] = fields['service.address'];
      const [metricset] = fields['metricset.name'];
      const time = Number(fields['@timestamp'][0]);
      const values = stored.get(keyOf({ instance, metricset, time }));
      for (const path of paths.slice(i, i + CHUNK)) {
        if (fields[path] !== undefined) {
          values?.set(path, fields[path]);
        }
      }
    }
  }
  let compared = 0;
  for (const event of events) {
    const values = stored.get(keyOf(event)) ?? new Map();
    assert.deepEqual(new Set(values.keys()), new Set(event.expected.keys()));
    for (const [path, expected] of event.expected) {
      assert.deepEqual(
        docValuesOf(values.get(path)),
        docValuesOf(expected),
        path,
      );
      compared += expected.length;
    }
  }
  return compared;
}

/**
 * Doc values keep numbers without their order, and each text once.
 *
 * @param {unknown[]} values
 */
function docValuesOf(values) {
  return typeof values[0] === 'string'
    ? new Set(values)
    : /** @type {number[]} */ (withFloats(values)).toSorted((a, b) => a - b);
}

/** @param {{ instance: string, metricset: string, time: number }} event */
function keyOf({ instance, metricset, time }) {
  return `${instance} ${metricset} ${time}`;
}
