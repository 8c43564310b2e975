import assert from 'node:assert/strict';

/**
 * The members of a document of application.mjs that the checks read.
 *
 * @typedef {object} ApplicationDocument
 * @property {number} at when it was read, in milliseconds
 * @property {number} jobs
 * @property {Latency} latency
 * @property {Record<string, MethodFigures>} worker
 * @property {{
 *   routes: Record<string, RouteFigures>,
 *   errors: number,
 *   requests: number,
 *   inFlight: number,
 *   bytesOut: number,
 * }} http
 * @property {{
 *   uptime: number,
 *   cpu: { user: number, system: number },
 *   eventLoop: { active: number, delay: { p99: number } },
 *   memory: { rss: number },
 *   heap: { used: number, spaces: Record<string, { used: number }> },
 *   gc: Record<'minor' | 'major' | 'incremental' | 'weakcb', { duration: number }>,
 *   resources: { byType: Record<string, number> },
 *   fds: { open: number },
 * }} node
 */

/**
 * @typedef {{ p90: number, sum: number }} Latency in seconds
 * @typedef {{ requests: Record<string, number>, latency: Latency }} RouteFigures
 * @typedef {{ calls: number, errors: number, inFlight: number, latency?: Latency }} MethodFigures
 * @typedef {(document: ApplicationDocument) => Record<string, number>} Figures by their labels
 */

/**
 * A panel's figures, as the documents have them.
 *
 * @typedef {object} Expected
 * @property {'gauge' | 'rate' | 'share'} kind a value, its increase per second, or
 *   the increase of one value per increase of another
 * @property {Figures} figures
 * @property {Figures} [per] the other values of a share
 * @property {number} tolerance how far the panel may be from the documents, as a
 *   factor minus 1
 */

/** Rates of figures that change evenly, and figures that do not change. */
const EVEN = 0.15;
/** Figures of the process that change from one moment to the next. */
const UNEVEN = 1;
/** A classic bucket ends at twice its beginning. */
const QUANTILE = 1.2;
/** The least difference that is looked at, for rates near 0. */
const NOTHING = 0.005;

/** @type {Record<string, Expected>} */
export const EXPECTED = {
  'Processes up': gauge(() => ({ '': 1 }), 0),
  Uptime: gauge(({ node }) => ({ '': node.uptime }), 0.01),
  'Responses per second': rate(({ http }) =>
    sums(
      Object.values(http.routes).flatMap(({ requests }) =>
        Object.entries(requests).map(
          /** @returns {[string, number]} */
          ([status, count]) => [`status_class=${status}`, count],
        ),
      ),
    ),
  ),
  'Share of failed requests': {
    kind: 'share',
    figures: ({ http }) => ({ '': http.errors }),
    per: ({ http }) => ({ '': http.requests }),
    tolerance: EVEN,
  },
  'Requests per second by route': rate((document) =>
    byRoute(document, ({ requests }) =>
      Object.values(requests).reduce((sum, count) => sum + count, 0),
    ),
  ),
  'Request duration, p90 by route': gauge(
    (document) => byRoute(document, ({ latency }) => latency.p90),
    QUANTILE,
  ),
  // A scrape does not count as a request in progress.
  'Requests in progress': gauge(({ http }) => ({ '': http.inFlight }), UNEVEN),
  'Bytes sent per second': rate(({ http }) => ({ '': http.bytesOut })),
  'Method calls per second': rate((document) =>
    byMethod(document, ({ calls }) => calls),
  ),
  'Method errors per second': rate((document) =>
    byMethod(document, ({ errors }) => errors),
  ),
  'Method latency, p90': gauge(
    (document) => byMethod(document, ({ latency }) => latency?.p90),
    QUANTILE,
  ),
  'Seconds spent in methods per second': rate((document) =>
    byMethod(document, ({ latency }) => latency?.sum),
  ),
  'Method calls in progress': gauge(
    (document) => byMethod(document, ({ inFlight }) => inFlight),
    UNEVEN,
  ),
  'CPU cores in use': rate(({ node }) => ({
    '': node.cpu.user + node.cpu.system,
  })),
  'Event loop utilization': rate(({ node }) => ({
    '': node.eventLoop.active,
  })),
  'Event loop delay, p99': gauge(
    ({ node }) => ({ '': node.eventLoop.delay.p99 }),
    UNEVEN,
  ),
  'Resident memory': gauge(({ node }) => ({ '': node.memory.rss }), 0.1),
  'Heap in use': gauge(({ node }) => ({ '': node.heap.used }), UNEVEN),
  'Heap in use by space': gauge(
    ({ node }) =>
      Object.fromEntries(
        Object.entries(node.heap.spaces).map(([space, { used }]) => [
          `space=${space}`,
          used,
        ]),
      ),
    UNEVEN,
  ),
  'Share of time in garbage collection': rate(({ node }) =>
    Object.fromEntries(
      /** @type {const} */ (['minor', 'major', 'incremental', 'weakcb']).map(
        (kind) => [`kind=${kind}`, node.gc[kind].duration],
      ),
    ),
  ),
  'Active resources': gauge(
    ({ node }) =>
      Object.fromEntries(
        Object.entries(node.resources.byType).map(([type, count]) => [
          `type=${type}`,
          count,
        ]),
      ),
    UNEVEN,
  ),
  'Open file descriptors': gauge(({ node }) => ({ '': node.fds.open }), 0.2),
};

/**
 * Compares the lines of a panel with the documents of its process.
 *
 * @param {string} title
 * @param {Record<string, number>} lines by their labels
 * @param {readonly ApplicationDocument[]} documents in the order in which they were read; the last ones
 *   span the last scrape
 * @returns the number of lines that were compared
 */
export function comparePanel(title, lines, documents) {
  const expected = EXPECTED[title];
  assert.ok(expected !== undefined, `there are no figures for "${title}"`);
  const ranges = rangesOf(expected, documents);
  assert.deepEqual(
    Object.keys(lines).toSorted(),
    Object.keys(ranges).toSorted(),
  );
  for (const [labels, [least, most]] of Object.entries(ranges)) {
    const value = lines[labels] ?? NaN;
    const { tolerance } = expected;
    const isNear =
      value >= least / (1 + tolerance) - NOTHING &&
      value <= most * (1 + tolerance) + NOTHING;
    assert.ok(
      isNear,
      `"${title}" {${labels}} is ${value}; the documents have ${least} to ${most}`,
    );
  }
  return Object.keys(ranges).length;
}

/**
 * @param {Expected} expected
 * @param {readonly ApplicationDocument[]} documents
 * @returns {Record<string, [least: number, most: number]>}
 */
function rangesOf({ kind, figures, per }, documents) {
  const [first] = documents;
  const last = documents.at(-1);
  assert.ok(first !== undefined && last !== undefined);
  if (kind === 'gauge') {
    const recent = documents.slice(-RECENT).map(figures);
    return mapValues(figures(last), (_value, labels) => {
      const values = recent.map((each) => each[labels] ?? 0);
      return [Math.min(...values), Math.max(...values)];
    });
  }
  /** @param {Figures} of */
  const increase = (of) => {
    const before = of(first);
    return mapValues(
      of(last),
      (value, labels) => value - (before[labels] ?? 0),
    );
  };
  const total = per && increase(per);
  const seconds = (last.at - first.at) / 1000;
  return mapValues(increase(figures), (value, labels) => {
    const expected = value / (total?.[labels] ?? seconds);
    return [expected, expected];
  });
}

/** The documents in which the value of the last scrape must be. */
const RECENT = 20;

/**
 * @param {Figures} figures
 * @param {number} tolerance
 */
function gauge(figures, tolerance) {
  return { kind: /** @type {const} */ ('gauge'), figures, tolerance };
}

/** @param {Figures} figures */
function rate(figures) {
  return { kind: /** @type {const} */ ('rate'), figures, tolerance: EVEN };
}

/**
 * The figures of routes by the labels that they have in Prometheus.
 *
 * @param {ApplicationDocument} document
 * @param {(route: RouteFigures) => number} figure
 */
function byRoute({ http }, figure) {
  return Object.fromEntries(
    Object.entries(http.routes).map(([key, route]) => {
      const [method, path] = key.split(' ');
      const labels =
        path === undefined
          ? `http_route=${method}`
          : `http_request_method=${method},http_route=${path}`;
      return [labels, figure(route)];
    }),
  );
}

/**
 * The figures of the methods of `Worker` that have them.
 *
 * @param {ApplicationDocument} document
 * @param {(method: MethodFigures) => number | undefined} figure
 */
function byMethod({ worker }, figure) {
  /** @type {Record<string, number>} */
  const result = {};
  for (const [method, figures] of Object.entries(worker)) {
    const value = figure(figures);
    if (value !== undefined) {
      result[`class=worker,method=${method}`] = value;
    }
  }
  return result;
}

/** @param {[string, number][]} entries */
function sums(entries) {
  /** @type {Record<string, number>} */
  const result = {};
  for (const [key, value] of entries) {
    result[key] = (result[key] ?? 0) + value;
  }
  return result;
}

/**
 * @template T
 * @param {Record<string, number>} object
 * @param {(value: number, key: string) => T} map
 * @returns {Record<string, T>}
 */
function mapValues(object, map) {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, map(value, key)]),
  );
}
