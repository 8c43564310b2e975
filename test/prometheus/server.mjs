import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PANELS, withAllProcesses } from '../../scripts/grafana/panels.mjs';
import { Child, run } from '../support/child.mjs';
import { comparePanel } from './panels.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = path.join(HERE, '.work');
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
 */
export async function checkServer(report) {
  const program = await buildServer();
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
    const [before] = documents;
    await checkQueries(report, before, documents.at(-1));
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

async function visit(port, request) {
  const response = await fetch(`http://127.0.0.1:${port}${request}`);
  await response.text();
}

/** Compares every panel of the Grafana dashboard with the documents. */
async function checkPanels(report, documents) {
  for (const { title, query } of PANELS) {
    await report.check(`the panel "${title}" shows the documents`, async () => {
      const lines = await linesOf(withAllProcesses(query, '1m'));
      const compared = TARGETS.map(({ job }) =>
        comparePanel(
          title,
          lines[job] ?? {},
          documents.map((document) => document[job]),
        ),
      );
      return `${compared.join(' + ')} lines`;
    });
  }
}

/** The values of a query by job and by the labels that tell its lines apart. */
async function linesOf(text) {
  const { result } = await get(`query?query=${encodeURIComponent(text)}`);
  const lines = {};
  for (const { metric, value } of result) {
    const key = Object.entries(metric)
      .filter(([name]) => !['__name__', 'job', 'instance'].includes(name))
      .map(([name, label]) => `${name}=${label}`)
      .toSorted()
      .join();
    (lines[metric.job] ??= {})[key] = Number(value[1]);
  }
  return lines;
}

async function checkQueries(report, before, after) {
  await report.check(
    'a Prometheus server scrapes without an error',
    async () => {
      assert.deepEqual(await query('up'), { express: 1, native: 1, token: 1 });
      const { activeTargets } = await get('targets');
      assert.deepEqual(
        activeTargets.map(({ lastError }) => lastError),
        ['', '', ''],
      );
    },
  );
  await report.check('rate() is the rate of the documents', async () => {
    const rates = await query('rate(jobs_total[1m])');
    for (const { job } of TARGETS) {
      const seconds = (after[job].at - before[job].at) / 1000;
      const expected = (after[job].jobs - before[job].jobs) / seconds;
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
      assertNear(after[job].latency.p90, P90, 0.032);
    }
  });
  await report.check('names in UTF-8 arrive as they are', async () => {
    assert.equal((await query('{"运行时间_seconds"}'))['express'], 7);
    assert.equal((await query('_____seconds'))['token'], 7);
  });
}

async function buildServer() {
  const program = path.join(WORK, 'prometheus');
  const { code, stderr } = await run(
    'go',
    [
      'build',
      '-tags=netgo,remove_all_sd',
      '-buildvcs=false',
      `-o=${program}`,
      'github.com/prometheus/prometheus/cmd/prometheus',
    ],
    { cwd: path.join(HERE, 'server') },
  );
  assert.equal(code, 0, stderr);
  return program;
}

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

/** The documents of the applications by job, with the time of each. */
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

/** The values that a query has now, by job. */
async function query(text) {
  const { result } = await get(`query?query=${encodeURIComponent(text)}`);
  return Object.fromEntries(
    result.map(({ metric, value }) => [metric.job, Number(value[1])]),
  );
}

async function get(request) {
  const response = await fetch(
    `http://127.0.0.1:${SERVER_PORT}/api/v1/${request}`,
  );
  return (await response.json()).data;
}

function assertNear(actual, expected, share) {
  assert.ok(
    Math.abs(actual - expected) <= expected * share,
    `${actual} is not within ${share} of ${expected}`,
  );
}
