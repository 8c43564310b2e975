import assert from 'node:assert/strict';

/**
 * @typedef {import('../../scripts/panels/panels.mjs').Series} Series
 * @typedef {number | string | boolean | null | undefined} Value
 * @typedef {Map<string, Value>} Points
 * @typedef {{ fields: Record<string, any[]> }} Hit
 * @typedef {{ value: unknown, last?: { hits: { hits: Hit[] } } }} Bucket
 */

const INTERVAL_MS = 200;
/** Averages are summed in another order. */
const AVERAGE_ERROR = 1e-12;

/**
 * Compares what a panel shows with the documents: the search that Kibana sends
 * for each of its series, and the same value computed from the events.
 *
 * @param {import('./opensearch.mjs').OpenSearch} openSearch
 * @param {string} index
 * @param {import('../../scripts/panels/panels.mjs').Panel} panel
 * @param {import('./events.mjs').LoadedEvent[]} events
 * @returns how many points there are, and those that differ
 */
export async function comparePanel(openSearch, index, panel, events) {
  let points = 0;
  /** @type {string[]} */
  const wrong = [];
  for (const series of panel.series) {
    const read = panel.kind === 'metric' ? readMetric : readChart;
    const shown = await read(openSearch, index, series);
    const isTime = panel.kind !== 'metric';
    const expected = pointsOf(events, series, isTime);
    assert.deepEqual(
      new Set(shown.keys()),
      new Set(expected.keys()),
      series.field,
    );
    for (const [key, value] of expected) {
      points++;
      if (!isClose(shown.get(key), value, series.operation)) {
        wrong.push(
          `${panel.title}, ${series.label}, ${key}: ${shown.get(key)} instead of ${value}`,
        );
      }
    }
  }
  return { points, wrong };
}

/**
 * The latest value of all processes.
 *
 * @param {import('./opensearch.mjs').OpenSearch} openSearch
 * @param {string} index
 * @param {Series} series
 * @returns {Promise<Points>}
 */
async function readMetric(openSearch, index, { field }) {
  const { hits } = await openSearch.search(index, {
    ...lastValue(field).top_hits,
    query: { exists: { field } },
  });
  return new Map(
    hits.hits.map((/** @type {Hit} */ hit) => ['last', valueOf(hit, field)]),
  );
}

/**
 * The points over time of each process.
 *
 * @param {import('./opensearch.mjs').OpenSearch} openSearch
 * @param {string} index
 * @param {Series} series
 * @returns {Promise<Points>}
 */
async function readChart(openSearch, index, series) {
  const { aggregations } = await openSearch.search(index, {
    size: 0,
    aggs: {
      instance: {
        terms: { field: 'service.address', order: { _key: 'asc' }, size: 10 },
        aggs: {
          time: {
            date_histogram: {
              field: '@timestamp',
              fixed_interval: `${INTERVAL_MS}ms`,
              min_doc_count: 1,
            },
            aggs: { value: aggregationOf(series) },
          },
        },
      },
    },
  });
  /** @type {Points} */
  const points = new Map();
  for (const { key: instance, time } of aggregations.instance.buckets) {
    const values = new Map(
      time.buckets.map(
        (/** @type {{ key: unknown, value: Bucket }} */ { key, value }) => [
          Number(key),
          bucketValueOf(value, series.field),
        ],
      ),
    );
    for (const [bucket, value] of derived(values, series)) {
      points.set(`${instance} ${bucket}`, value);
    }
  }
  return points;
}

/** @param {Series} series */
function aggregationOf({ field, operation }) {
  switch (operation) {
    case 'last_value':
      return {
        filter: { exists: { field } },
        aggs: { last: lastValue(field) },
      };
    case 'average':
      return { avg: { field } };
    default:
      return { max: { field } };
  }
}

/** @param {string} field */
function lastValue(field) {
  return {
    top_hits: {
      size: 1,
      sort: [{ '@timestamp': 'desc' }],
      _source: false,
      docvalue_fields: [field],
    },
  };
}

/**
 * @param {Bucket} bucket
 * @param {string} field
 * @returns {Value}
 */
function bucketValueOf(bucket, field) {
  if (bucket.last === undefined) {
    return bucket.value === null ? null : Number(bucket.value);
  }
  const [hit] = bucket.last.hits.hits;
  return hit === undefined ? null : valueOf(hit, field);
}

/**
 * @param {Hit} hit
 * @param {string} field
 * @returns {Value}
 */
function valueOf(hit, field) {
  const [value] = hit.fields[field] ?? [];
  return typeof value === 'bigint' ? Number(value) : value;
}

/**
 * The same points, from the events that Metricbeat sent.
 *
 * @param {import('./events.mjs').LoadedEvent[]} events
 * @param {Series} series
 * @param {boolean} isTime
 * @returns {Points}
 */
function pointsOf(events, series, isTime) {
  const { field, operation } = series;
  if (!isTime) {
    const last = events
      .filter(({ expected }) => expected.has(field))
      .toSorted((a, b) => a.time - b.time)
      .at(-1);
    return new Map([['last', plain(last?.expected.get(field)?.[0])]]);
  }
  /** @type {Points} */
  const points = new Map();
  const instances = new Set(events.map(({ instance }) => instance));
  for (const instance of instances) {
    const sorted = events
      .filter((event) => event.instance === instance)
      .toSorted((a, b) => a.time - b.time);
    /** @type {Map<number, import('./events.mjs').LoadedEvent[]>} */
    const buckets = new Map();
    for (const event of sorted) {
      const bucket = event.time - (event.time % INTERVAL_MS);
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), event]);
    }
    /** @type {Map<number, Value>} */
    const values = new Map();
    for (const [bucket, events] of buckets) {
      const found = events
        .filter(({ expected }) => expected.has(field))
        .map(({ expected }) => plain(expected.get(field)?.[0]));
      values.set(bucket, combined(found, operation));
    }
    for (const [bucket, value] of derived(values, series)) {
      points.set(`${instance} ${bucket}`, value);
    }
  }
  return points;
}

/**
 * @param {any[]} values
 * @param {Series['operation']} operation
 * @returns {Value}
 */
function combined(values, operation) {
  if (values.length === 0) {
    return null;
  }
  switch (operation) {
    case 'last_value':
      return values.at(-1);
    case 'average':
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    default:
      return Math.max(...values);
  }
}

/**
 * Computes what Kibana shows from the values of the buckets. A rate begins with the second
 * value; after a reset, the value itself is the increase.
 *
 * @param {Map<number, any>} values
 * @param {Series} series
 * @returns {Map<number, Value>}
 */
function derived(values, { operation, divideBy = 1 }) {
  if (operation !== 'counter_rate') {
    return values;
  }
  /** @type {Map<number, Value>} */
  const rates = new Map();
  let last;
  for (const [bucket, value] of values) {
    if (last === undefined || value === null) {
      rates.set(bucket, null);
    } else {
      const increase = value >= last ? value - last : value;
      rates.set(bucket, increase / (INTERVAL_MS / 1000) / divideBy);
    }
    last = value ?? last;
  }
  return rates;
}

/**
 * @param {any} value
 * @returns {Value}
 */
function plain(value) {
  return typeof value === 'bigint' ? Number(value) : value;
}

/**
 * @param {any} shown
 * @param {any} expected
 * @param {Series['operation']} operation
 */
function isClose(shown, expected, operation) {
  return operation === 'average' && expected !== null
    ? Math.abs(shown - expected) <= AVERAGE_ERROR * Math.abs(expected)
    : shown === expected;
}
