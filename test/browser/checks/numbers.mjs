import { Application } from '../application.mjs';
import { expectNear, expectSame, expectShown } from '../expectations.mjs';
import { readSnapshot } from '../read-snapshot.mjs';
import { Load, TRAFFIC } from '../shop/load.mjs';
import { Viewer } from '../viewer.mjs';
import { waitUntil } from '../wait-until.mjs';

export const name =
  'the figures of routes and methods are those of the document and of the load';

/** The application and its load are faster, so that intervals end sooner. */
const SPEED = 5;

export async function check({ platform, browser }) {
  const application = await Application.start(
    { platform, variables: 'shop', faults: { hook: true } },
    SPEED,
  );
  const load = new Load(application.url);
  try {
    // The first interval begins with the first sample.
    await waitUntil('An interval', async () => {
      const { intervals } = await readSnapshot(application);
      return intervals.length > 0 ? true : undefined;
    });
    load.start(TRAFFIC, SPEED);
    await waitUntil('30 reports', () =>
      load.answered.get('GET /reports/monthly')?.count >= 30 ? true : undefined,
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

/** Waits until the intervals contain every answer of the load. */
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

async function checkRoutes(viewer, { routes }, load, seconds) {
  const rows = await viewer.readTable('#routes');
  const total = Object.values(routes).reduce(
    (sum, { latency }) => sum + latency.sum,
    0,
  );
  for (const [route, { count, statuses, asked }] of load.answered) {
    const row = rows.find(({ name: shown }) => isRoute(shown, route));
    if (row === undefined) {
      throw new Error(
        `There is no row for ${route}: ${rows.map(({ name: shown }) => shown)}`,
      );
    }
    const { latency, errors } = routes[route];
    expectSame(`answers of ${route} in the document`, latency.count, count);
    const clientErrors = statuses[404] ?? 0;
    expectShown(`${route} per second`, row['req/s'], count / seconds);
    expectShown(`${route} 5xx`, row['5xx, %'], (100 * errors) / count);
    expectShown(`${route} 4xx`, row['4xx, %'], (100 * clientErrors) / count);
    for (const percentile of ['p50', 'p95', 'p99', 'max']) {
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

/** The number of requests follows the name of a route that has few. */
function isRoute(shown, route) {
  return shown.replace(/n=\d+$/, '').trim() === route;
}

async function checkMethods(viewer, methods, load, seconds) {
  const rows = await viewer.readTable('#methods');
  const placed = load.answered.get('POST /orders').count;
  const charged = load.answered.get('POST /webhooks/stripe').count;
  for (const [method, calls, errorShare] of [
    ['place', placed, 0],
    ['charge', charged, 100],
    ['notify', placed, 0],
  ]) {
    const row = rows.find(({ name: shown }) =>
      isRoute(shown, `orders.${method}`),
    );
    expectSame(`calls of ${method}`, methods[method].calls, calls);
    expectShown(`${method} per second`, row['calls/s'], calls / seconds);
    expectShown(`errors of ${method}`, row['errors, %'], errorShare);
    const { latency } = methods[method];
    for (const percentile of latency ? ['p50', 'p95', 'p99'] : []) {
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
 * @returns the seconds of the intervals that the page shows
 */
async function checkOverview(viewer, { requests, errors }, application) {
  const { page } = viewer;
  const chart = '.chart[data-chart=requests]';
  await page.focus(`${chart} .table-button`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${chart} td`);
  const [head, ...rows] = await page.$$eval(`${chart} tr`, (all) =>
    all.map((row) => [...row.cells].map((cell) => cell.textContent)),
  );
  const { intervals } = await readSnapshot(application);
  const seconds = intervals
    .slice(0, rows.length)
    .reduce((sum, interval) => sum + interval.seconds, 0);
  const sumOf = (label) =>
    rows.reduce((sum, row) => sum + toNumber(row[head.indexOf(label)]), 0);
  const total = sumOf('2xx, 3xx') + sumOf('4xx') + sumOf('5xx');
  const perRow = seconds / rows.length;
  expectNear('requests of all intervals', total * perRow, requests);
  expectNear('5xx of all intervals', sumOf('5xx') * perRow, errors, 0.1);
  return seconds;
}

function toNumber(text) {
  return text === '–' ? 0 : Number(text.replaceAll(/[^\d.e-]/g, ''));
}
