// The way from the sample app to a dashboard: Metricbeat's module and template, a
// real index, and the searches behind the panels.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { readPanels } from '../../scripts/panels/panels.mjs';
import { build, missingGo } from '../interop/go.mjs';
import { SCRAPES } from '../interop/metricbeat.mjs';
import { ADAPTERS, withSampleApp } from '../interop/sample-app.mjs';
import { Child } from '../support/child.mjs';
import { Report } from '../support/report.mjs';
import { compareDocValues } from './doc-values.mjs';
import {
  FLOAT_FIELD,
  INDEX,
  readOpenSearchTemplate,
  readTemplate,
  scrape,
} from './events.mjs';
import { missingForOpenSearch, withOpenSearch } from './opensearch.mjs';
import { comparePanel } from './panel-points.mjs';

const DOTTED = fileURLToPath(
  new URL('dotted-application.mjs', import.meta.url),
);
const DOTTED_PATHS = ['v1..v2/x', '.well-known/security.txt', 'v1.', 'a.json'];

const missing =
  (await missingGo('test:elastic')) ?? (await missingForOpenSearch());
if (missing === undefined) {
  const report = new Report();
  try {
    await withOpenSearch((openSearch) => checkAll(report, openSearch));
  } catch (error) {
    report.failed('set-up', error);
  }
  report.close();
} else {
  console.error(missing);
  process.exitCode = 1;
}

/**
 * @typedef {import('./opensearch.mjs').OpenSearch} OpenSearch
 * @typedef {import('./events.mjs').LoadedEvent} LoadedEvent
 * @typedef {(name: string, body: () => unknown) => Promise<boolean>} Check
 */

/**
 * @param {Report} report
 * @param {OpenSearch} openSearch
 */
async function checkAll(report, openSearch) {
  const metricbeat = await build('metricbeat');
  /** @type {LoadedEvent[]} */
  const events = [];
  for (const adapter of ADAPTERS) {
    await withSampleApp(adapter, async (app) => {
      events.push(...(await scrape(adapter, app, metricbeat)));
    });
  }
  await report.check('no panel shows the last value of what can be gone', () =>
    checkLastValues(events),
  );
  const template = await readTemplate(metricbeat);
  await checkIndex(report, 'Metricbeat', openSearch, template, events);
  await checkIndex(
    report,
    'the OpenSearch example',
    openSearch,
    await readOpenSearchTemplate(),
    events,
  );
  await openSearch.start(INDEX, template);
  await checkDots(report, openSearch, await scrapeDotted(metricbeat));
  await openSearch.start(INDEX, await readTemplate(metricbeat, false));
  await report.check('variables are lost without append_fields', async () => {
    const variables = events.filter(({ metricset }) => metricset === 'expvar');
    const refused = await openSearch.index(INDEX, jsonOf(variables));
    assert.equal(refused.length, ADAPTERS.length * SCRAPES);
    return refused[0];
  });
}

/**
 * @param {Report} report
 * @param {string} owner
 * @param {OpenSearch} openSearch
 * @param {object} template
 * @param {LoadedEvent[]} events
 */
async function checkIndex(report, owner, openSearch, template, events) {
  /** @type {Check} */
  const check = (name, body) =>
    report.check(`template of ${owner}: ${name}`, body);
  await openSearch.start(INDEX, template);
  await check('accepts the events in any order', async () => {
    const backwards = jsonOf(events).toReversed();
    assert.deepEqual(await openSearch.index(INDEX, backwards), []);
  });
  await openSearch.start(INDEX, template);
  await check('accepts every event', async () => {
    assert.deepEqual(await openSearch.index(INDEX, jsonOf(events)), []);
    const bytes = await openSearch.storedBytes(INDEX);
    return `${events.length} events, ${Math.round(bytes / events.length)} bytes on disk each`;
  });
  await check('stores the numbers of the documents', async () => {
    const values = await compareDocValues(openSearch, INDEX, events);
    return `${values} values, 0 wrong`;
  });
  await check('stores the numbers …, which notices wrong values', () =>
    assert.rejects(
      compareDocValues(openSearch, INDEX, events.map(withOtherRequests)),
    ),
  );
  await check('stores the numbers of variables as doubles', () =>
    checkTypes(openSearch, events),
  );
  await checkPanels(check, openSearch, events);
}

/**
 * @param {Report} report
 * @param {OpenSearch} openSearch
 * @param {LoadedEvent[]} dotted
 */
async function checkDots(report, openSearch, dotted) {
  await report.check(
    'the index accepts routes and names with dots',
    async () => {
      assert.deepEqual(await openSearch.index(INDEX, jsonOf(dotted)), []);
      await compareDocValues(openSearch, INDEX, dotted);
    },
  );
  for (const [what, escaped] of /** @type {const} */ ([
    ['a route', 'GET /v1%2E%2Ev2/x'],
    ['a variable', 'last%2E%2Eone%2E'],
  ])) {
    await report.check(`the index refuses ${what} with raw dots`, async () => {
      const variables = jsonOf(dotted).filter((json) => json.includes(escaped));
      assert.equal(variables.length, SCRAPES);
      const raw = escaped.replaceAll('%2E', '.');
      const refused = await openSearch.index(
        INDEX,
        variables.map((json) => json.replaceAll(escaped, raw)),
      );
      assert.equal(refused.length, SCRAPES);
      return refused[0];
    });
  }
}

/** @param {string} metricbeat the path of the program */
async function scrapeDotted(metricbeat) {
  const app = new Child(process.execPath, [DOTTED]);
  try {
    const [, port] = await app.prints(/port (\d+)\n/);
    const address = `http://127.0.0.1:${port}`;
    for (const path of DOTTED_PATHS) {
      const response = await fetch(`${address}/${path}`);
      assert.equal(response.status, 200, path);
    }
    return await scrape('dotted', address, metricbeat);
  } finally {
    app.kill();
  }
}

/**
 * @param {OpenSearch} openSearch
 * @param {LoadedEvent[]} events
 */
async function checkTypes(openSearch, events) {
  const types = await openSearch.types(INDEX);
  for (const { expected } of events) {
    for (const [path, [value]] of expected) {
      assert.equal(types.get(path), typeOf(path, value), path);
    }
  }
}

/**
 * @param {string} path
 * @param {unknown} value
 */
function typeOf(path, value) {
  if (path === FLOAT_FIELD) {
    return 'float';
  }
  switch (typeof value) {
    case 'string':
      return 'keyword';
    case 'boolean':
      return 'boolean';
    default:
      return path.startsWith('golang.heap.') ? 'long' : 'double';
  }
}

/**
 * A last value stays when later documents do not have the field.
 *
 * @param {LoadedEvent[]} events
 */
async function checkLastValues(events) {
  const panels = await readPanels();
  const series = panels
    .flatMap(({ series }) => series)
    .filter(({ operation }) => operation === 'last_value');
  for (const { field } of series) {
    const metricset = field.startsWith('golang.heap.') ? 'heap' : 'expvar';
    const without = events.filter(
      (event) => event.metricset === metricset && !event.expected.has(field),
    );
    assert.equal(without.length, 0, field);
  }
}

/**
 * @param {Check} check
 * @param {OpenSearch} openSearch
 * @param {LoadedEvent[]} events
 */
async function checkPanels(check, openSearch, events) {
  let points = 0;
  const panels = await readPanels();
  const isRight = await check(
    'gives every panel the values of the documents',
    async () => {
      /** @type {string[]} */
      const wrong = [];
      for (const panel of panels) {
        const result = await comparePanel(openSearch, INDEX, panel, events);
        points += result.points;
        wrong.push(...result.wrong);
      }
      assert.deepEqual(wrong, []);
      return `${panels.length} panels, ${points} points, 0 wrong`;
    },
  );
  if (isRight) {
    await check('gives every panel …, which notices wrong values', async () => {
      const panel = panels.find(({ title }) => title === 'Requests per second');
      assert.ok(panel, 'there is no panel of requests');
      const spoilt = events.map(withOtherRequests);
      const { wrong } = await comparePanel(openSearch, INDEX, panel, spoilt);
      assert.ok(wrong.length > 0);
    });
  }
}

/**
 * The same event with another number of requests expected.
 *
 * @param {LoadedEvent} event
 */
function withOtherRequests(event) {
  const field = 'golang.sample.http.requests';
  const expected = new Map(event.expected);
  if (expected.has(field)) {
    expected.set(field, [BigInt(String(expected.get(field)?.[0])) ** 2n]);
  }
  return { ...event, expected };
}

/** @param {LoadedEvent[]} events */
function jsonOf(events) {
  return events.map(({ json }) => json);
}
