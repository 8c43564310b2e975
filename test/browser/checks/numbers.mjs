import assert from 'node:assert/strict';
import { Application } from '../application.mjs';
import { expectNear, expectSame, expectShown } from '../expectations.mjs';
import { readSnapshot } from '../read-snapshot.mjs';
import { Load, TRAFFIC } from '../shop/load.mjs';
import { Viewer } from '../viewer.mjs';
import { waitUntil } from '../wait-until.mjs';

export const name =
  'the figures of routes and methods are those of the document and of the load';

/**
 * @typedef {Record<'p50' | 'p95' | 'p99' | 'max' | 'sum' | 'count', number>} Latency
 */

/** Each method, the route that calls it, and its share of errors in percent. */
const METHODS = [
  { method: 'place', route: 'POST /orders', errorShare: 0 },
  { method: 'charge', route: 'POST /webhooks/stripe', errorShare: 100 },
  { method: 'notify', route: 'POST /orders', errorShare: 0 },
];

/** The application and its load are faster, so that intervals end sooner. */
const SPEED = 5;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({
    platform,
    variables: 'shop',
    faults: { hook: true },
    speed: SPEED,
  });
  const load = new Load(application.url);
  try {
    // The first interval begins with the first sample.
    await waitUntil('An interval', async () => {
      const { intervals } = await readSnapshot(application);
      return intervals.length > 0 ? true : undefined;
    });
    load.start(TRAFFIC, SPEED);
    await waitUntil('30 reports', () =>
      answersOf(load, 'GET /reports/monthly') >= 30 ? true : undefined,
    );
    await load.stop();
    await waitForIntervals(application, load);
    const viewer = await Viewer.open(browser, application.page, {
      hash: '#range=10',
    });
    try {
      await viewer.waitUntilLive();
      // The range must not move while its figures are read.
      await viewer.page.click('#pause');
      const { http, orders } = await application.readAll('http', 'orders');
      await viewer.openTab('overview');
      const seconds = await checkOverview(viewer, http, application);
      await viewer.screenshot('numbers-overview');
      await viewer.openTab('http');
      await checkRoutes(viewer, http, load, seconds);
      await viewer.screenshot('numbers-http');
      await viewer.openTab('methods');
      await checkMethods(viewer, orders, load, seconds);
      await viewer.expectNoErrors();
      return `${http.requests} requests in ${seconds.toFixed(0)} s`;
    } finally {
      await viewer.close();
    }
  } finally {
    load.close();
    application.kill();
  }
}

/**
 * Waits until the intervals contain every answer of the load.
 *
 * @param {Application} application
 * @param {Load} load
 */
async function waitForIntervals(application, load) {
  const sent = [...load.answered.values()].reduce(
    (sum, { count }) => sum + count,
    0,
  );
  const counted = await waitUntil(
    `An interval with the last of ${sent} requests`,
    async () => {
      const read = await readSnapshot(application);
      const routes = new Set(
        read.series.filter(({ kind }) => kind === 'route').map(({ id }) => id),
      );
      const count = read.intervals
        .flatMap(({ rows }) => rows)
        .filter(({ id }) => routes.has(id))
        .reduce((sum, row) => sum + row.count, 0);
      return count >= sent ? count : undefined;
    },
  );
  expectSame('requests in all intervals', counted, sent);
}

/**
 * @param {Viewer} viewer
 * @param {{ routes: Record<string, { latency: Latency, errors: number }> }} http
 * @param {Load} load
 * @param {number} seconds
 */
async function checkRoutes(viewer, { routes }, load, seconds) {
  const rows = await viewer.readTable('#routes');
  const total = Object.values(routes).reduce(
    (sum, { latency }) => sum + latency.sum,
    0,
  );
  for (const [route, { count, statuses, asked }] of load.answered) {
    const row = rowOf(rows, route);
    const { latency, errors } = routes[route] ?? assert.fail(route);
    expectSame(`answers of ${route} in the document`, latency.count, count);
    const clientErrors = statuses[404] ?? 0;
    expectShown(`${route} per second`, row['req/s'], count / seconds);
    expectShown(`${route} 5xx`, row['5xx, %'], (100 * errors) / count);
    expectShown(`${route} 4xx`, row['4xx, %'], (100 * clientErrors) / count);
    for (const percentile of /** @type {const} */ ([
      'p50',
      'p95',
      'p99',
      'max',
    ])) {
      expectShown(
        `${percentile} of ${route} in ms`,
        row[`${percentile}, ms`],
        latency[percentile] * 1000,
      );
    }
    expectShown(
      `share of time of ${route}`,
      row['time share'],
      (100 * latency.sum) / total,
    );
    // No request took less than it asked for.
    const sorted = asked.toSorted((a, b) => a - b);
    const median = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
    expectSame(
      `the median of ${route}, ${row['p50, ms']} ms, is at least ${median} ms`,
      toNumber(row['p50, ms']) >= median * 0.969 - 0.5,
      true,
    );
  }
}

/**
 * Returns the row of a route or method, whose name the number of requests follows
 * if it has few.
 *
 * @param {Record<string, string>[]} rows
 * @param {string} wanted
 */
function rowOf(rows, wanted) {
  const names = rows.map((row) => row['name']?.replace(/n=\d+$/, '').trim());
  return (
    rows[names.indexOf(wanted)] ??
    assert.fail(`There is no row for ${wanted}: ${names.join()}`)
  );
}

/**
 * @param {Load} load
 * @param {string} route
 */
function answersOf(load, route) {
  return load.answered.get(route)?.count ?? 0;
}

/**
 * @param {Viewer} viewer
 * @param {Record<string, { calls: number, latency?: Latency }>} methods
 * @param {Load} load
 * @param {number} seconds
 */
async function checkMethods(viewer, methods, load, seconds) {
  const rows = await viewer.readTable('#methods');
  for (const { method, route, errorShare } of METHODS) {
    const calls = answersOf(load, route);
    const row = rowOf(rows, `orders.${method}`);
    const { calls: counted, latency } = methods[method] ?? assert.fail(method);
    expectSame(`calls of ${method}`, counted, calls);
    expectShown(`${method} per second`, row['calls/s'], calls / seconds);
    expectShown(`errors of ${method}`, row['errors, %'], errorShare);
    if (latency === undefined) {
      continue;
    }
    for (const percentile of /** @type {const} */ (['p50', 'p95', 'p99'])) {
      expectShown(
        `${percentile} of ${method} in ms`,
        row[`${percentile}, ms`],
        latency[percentile] * 1000,
      );
    }
  }
}

/**
 * The charts of the Overview, as tables, contain every request.
 *
 * @param {Viewer} viewer
 * @param {{ requests: number, errors: number }} http
 * @param {Application} application
 * @returns the seconds of the intervals that the page shows
 */
async function checkOverview(viewer, { requests, errors }, application) {
  const { page } = viewer;
  const chart = '.chart[data-chart=requests]';
  await page.focus(`${chart} .table-button`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${chart} td`);
  const [head, ...rows] = await page.$$eval(`${chart} tr`, (all) =>
    all.map((row) => Array.from(row.children, (cell) => cell.textContent)),
  );
  const { intervals } = await readSnapshot(application);
  const seconds = intervals
    .slice(0, rows.length)
    .reduce((sum, interval) => sum + interval.seconds, 0);
  /** @param {string} label */
  const sumOf = (label) =>
    rows.reduce(
      (sum, row) => sum + toNumber(row[head?.indexOf(label) ?? -1]),
      0,
    );
  const total = sumOf('2xx, 3xx') + sumOf('4xx') + sumOf('5xx');
  const perRow = seconds / rows.length;
  expectNear('requests of all intervals', total * perRow, requests);
  expectNear('5xx of all intervals', sumOf('5xx') * perRow, errors, 0.1);
  return seconds;
}

/** @param {string | undefined} text a figure, or a dash, which is 0 */
function toNumber(text = '') {
  return text === '–' ? 0 : Number(text.replaceAll(/[^\d.e-]/g, ''));
}
