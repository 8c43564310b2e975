import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PANELS, withAllProcesses } from '../../scripts/grafana/panels.mjs';
import { Child } from '../support/child.mjs';
import { buildProgram, WORK } from './build-program.mjs';
import { comparePanel } from './panels.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/**
 * @typedef {import('../support/report.mjs').Report} Report
 * @typedef {import('./panels.mjs').ApplicationDocument} ApplicationDocument
 * @typedef {[Record<string, ApplicationDocument>, ...Record<string, ApplicationDocument>[]]} Documents
 *   by job, in the order in which they were read
 */

const SERVER_PORT = 21_700;
const TOKEN = 'token-of-the-scraper';
const SCRAPING_MS = 65_000;
const VISIT_MS = 100;
/** The true 90th percentile of the values that applications record. */
const P90 = Math.exp(-0.6);

/** Each application, and the settings of its scrape. */
const TARGETS = [
  {
    job: 'express',
    port: SERVER_PORT + 1,
    platform: 'express',
    token: '',
    settings: '',
  },
  {
    job: 'native',
    port: SERVER_PORT + 2,
    platform: 'fastify',
    token: '',
    settings: 'scrape_native_histograms: true',
  },
  {
    job: 'token',
    port: SERVER_PORT + 3,
    platform: 'express',
    token: TOKEN,
    settings: `scrape_protocols: [PrometheusText0.0.4]
    authorization: { credentials: ${TOKEN} }`,
  },
];

/**
 * Lets a Prometheus server scrape three applications for a minute, and compares
 * what it computes with their documents.
 *
 * @param {Report} report
 */
export async function checkServer(report) {
  const program = await buildProgram('server', [
    '-tags=netgo,remove_all_sd',
    'github.com/prometheus/prometheus/cmd/prometheus',
  ]);
  /** @type {Child[]} */
  const children = [];
  try {
    for (const { port, platform, token } of TARGETS) {
      const child = new Child(process.execPath, [
        path.join(HERE, 'application.mjs'),
        `--port=${port}`,
        `--platform=${platform}`,
        `--token=${token}`,
      ]);
      children.push(child);
      await child.prints(/listening on/);
    }
    children.push(await startServer(program));
    const documents = await visitAndRead();
    await checkQueries(report, documents);
    await checkPanels(report, documents);
  } finally {
    children.forEach((child) => child.kill());
  }
}

/**
 * Visits the applications evenly while the server scrapes them, and reads their
 * documents.
 */
async function visitAndRead() {
  // A rate needs a value before the first visit, so every route has one.
  await Promise.all(
    TARGETS.flatMap(({ port }) =>
      ['/orders/1', '/fail', '/missing'].map((path) => visit(port, path)),
    ),
  );
  /** @type {Documents} */
  const documents = [await readDocuments()];
  const end = Date.now() + SCRAPING_MS;
  for (let i = 1; Date.now() < end; i++) {
    await Promise.all([
      setTimeout(VISIT_MS),
      ...TARGETS.flatMap(({ port }) => [
        visit(port, '/orders/1'),
        ...(i % 5 === 0 ? [visit(port, '/fail'), visit(port, '/missing')] : []),
      ]),
    ]);
    if (i % 5 === 0) {
      documents.push(await readDocuments());
    }
  }
  documents.push(await readDocuments());
  return documents;
}

/**
 * @param {number} port
 * @param {string} request
 */
async function visit(port, request) {
  const response = await fetch(`http://127.0.0.1:${port}${request}`);
  await response.text();
}

/**
 * Compares every panel of the Grafana dashboard with the documents.
 *
 * @param {Report} report
 * @param {Documents} documents
 */
async function checkPanels(report, documents) {
  for (const { title, query } of PANELS) {
    await report.check(`the panel "${title}" shows the documents`, async () => {
      const lines = await linesOf(withAllProcesses(query, '1m'));
      const compared = TARGETS.map(({ job }) =>
        comparePanel(
          title,
          lines[job] ?? {},
          documents.map((byJob) => documentOf(byJob, job)),
        ),
      );
      return `${compared.join(' + ')} lines`;
    });
  }
}

/**
 * The values of a query by job and by the labels that tell its lines apart.
 *
 * @param {string} text
 */
async function linesOf(text) {
  /** @type {Record<string, Record<string, number>>} */
  const lines = {};
  for (const { metric, value } of await samplesOf(text)) {
    const key = Object.entries(metric)
      .filter(([name]) => !['__name__', 'job', 'instance'].includes(name))
      .map(([name, label]) => `${name}=${label}`)
      .toSorted()
      .join();
    (lines[metric['job'] ?? ''] ??= {})[key] = Number(value[1]);
  }
  return lines;
}

/**
 * @param {Report} report
 * @param {Documents} documents
 */
async function checkQueries(report, documents) {
  const [first] = documents;
  const last = documents.at(-1) ?? first;
  await report.check(
    'a Prometheus server scrapes without an error',
    async () => {
      assert.deepEqual(await query('up'), { express: 1, native: 1, token: 1 });
      /** @type {{ activeTargets: { lastError: string }[] }} */
      const { activeTargets } = await get('targets');
      assert.deepEqual(
        activeTargets.map((target) => target.lastError),
        ['', '', ''],
      );
    },
  );
  await report.check('rate() is the rate of the documents', async () => {
    const rates = await query('rate(jobs_total[1m])');
    for (const { job } of TARGETS) {
      const before = documentOf(first, job);
      const after = documentOf(last, job);
      const seconds = (after.at - before.at) / 1000;
      const expected = (after.jobs - before.jobs) / seconds;
      assertNear(rates[job], expected, 0.1);
    }
  });
  await report.check('histogram_quantile() is near the p90', async () => {
    const classic = await query(
      'histogram_quantile(0.9, rate(latency_seconds_bucket[1m]))',
    );
    const native = await query(
      'histogram_quantile(0.9, rate(latency_seconds[1m]))',
    );
    assert.deepEqual(Object.keys(classic).toSorted(), ['express', 'token']);
    assert.deepEqual(Object.keys(native), ['native']);
    assertNear(classic['express'], P90, 0.06);
    assertNear(classic['token'], P90, 0.06);
    assertNear(native['native'], P90, 0.032);
    for (const { job } of TARGETS) {
      assertNear(documentOf(last, job).latency.p90, P90, 0.032);
    }
  });
  await report.check('names in UTF-8 arrive as they are', async () => {
    assert.equal((await query('{"运行时间_seconds"}'))['express'], 7);
    assert.equal((await query('_____seconds'))['token'], 7);
  });
}

/** @param {string} program */
async function startServer(program) {
  const configuration = path.join(WORK, 'prometheus.yml');
  const data = path.join(WORK, 'data');
  await rm(data, { recursive: true, force: true });
  await writeFile(
    configuration,
    `global: { scrape_interval: 2s }
scrape_configs:
${TARGETS.map(
  ({ job, port, settings }) => `  - job_name: ${job}
    metrics_path: /debug/vars
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
    ${settings}
`,
).join('')}`,
  );
  return new Child(program, [
    `--config.file=${configuration}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${SERVER_PORT}`,
  ]);
}

/**
 * Reads the documents of the applications by job, with the time of each.
 *
 * @returns {Promise<Record<string, ApplicationDocument>>}
 */
async function readDocuments() {
  const entries = await Promise.all(
    TARGETS.map(async ({ job, port, token }) => {
      const response = await fetch(`http://127.0.0.1:${port}/debug/vars`, {
        headers: token === '' ? {} : { Authorization: `Bearer ${token}` },
      });
      return [job, { at: Date.now(), ...(await response.json()) }];
    }),
  );
  return Object.fromEntries(entries);
}

/**
 * @param {Record<string, ApplicationDocument>} documents
 * @param {string} job
 */
function documentOf(documents, job) {
  const document = documents[job];
  assert.ok(document !== undefined);
  return document;
}

/**
 * The values that a query has now, by job.
 *
 * @param {string} text
 */
async function query(text) {
  return Object.fromEntries(
    (await samplesOf(text)).map(({ metric, value }) => [
      metric['job'],
      Number(value[1]),
    ]),
  );
}

/**
 * @param {string} text a query
 * @returns {Promise<{ metric: Record<string, string>, value: [time: number, value: string] }[]>}
 */
async function samplesOf(text) {
  return (await get(`query?query=${encodeURIComponent(text)}`)).result;
}

/** @param {string} request to the API of the server */
async function get(request) {
  const response = await fetch(
    `http://127.0.0.1:${SERVER_PORT}/api/v1/${request}`,
  );
  return (await response.json()).data;
}

/**
 * @param {number | undefined} actual
 * @param {number} expected
 * @param {number} share of the expected value, by which the actual one may differ
 */
function assertNear(actual, expected, share) {
  assert.ok(
    Math.abs(Number(actual) - expected) <= expected * share,
    `${actual} is not within ${share} of ${expected}`,
  );
}
