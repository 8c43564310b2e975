// Checks that Prometheus's own parsers read every format of the exposition, that a
// Prometheus server scrapes it, and that an OpenTelemetry Collector receives it.
// --smoke generates fewer registries and starts no server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import { PANELS, withAllProcesses } from '../../scripts/grafana/panels.mjs';
import { Child, run } from '../support/child.mjs';
import { Report } from '../support/report.mjs';
import { isSmoke, sized } from '../support/smoke.mjs';
import { checkCollector } from './collector.mjs';
import {
  createDocument,
  DEFAULTS,
  ESCAPINGS,
  FORMATS,
  toInput,
} from './documents.mjs';
import { createHostileRegistry } from './hostile-registries.mjs';
import { checkServer } from './server.mjs';

const { PrometheusRenderer } = await import('../../dist/prometheus.js');

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = path.join(HERE, '.work');
// The machine's Go builds the checker, and no other.
process.env['GOTOOLCHAIN'] = 'local';
const BATCH = 250;
const SEED = 20;
const PYTHON_CLIENT = 'prometheus_client==0.26.0';

/**
 * The objections of promlint that stay. The first metric is the number of
 * measurements in the window, named after its key in the document; the second has
 * the name that prom-client gives it, so that existing dashboards work.
 */
const KNOWN_LINT = [
  'node_event_loop_delay_count: non-histogram and non-summary metrics should not have "_count" suffix',
  'nodejs_active_resources_total: non-counter metrics should not have "_total" suffix',
];

// Variables that are left out are logged, and most of them are here.
Logger.overrideLogger(false);
const report = new Report();
try {
  await checkAll();
  if (!isSmoke) {
    await checkServer(report);
    await checkCollector(report);
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();

async function checkAll() {
  await mkdir(WORK, { recursive: true });
  const program = await buildChecker();
  await checkLint(program);
  await checkPanelQueries(program);
  await checkRegistries(program);
}

/** Checks the names and types of an application with every built-in variable. */
async function checkLint(program) {
  await report.check(
    'promlint has no objection to the metrics of an application but the known ones',
    async () => {
      const app = new Child(process.execPath, [
        path.join(HERE, 'application.mjs'),
        '--port=0',
        '--platform=express',
      ]);
      try {
        const [, url] = await app.prints(/listening on (\S+)/);
        for (const request of ['/orders/1', '/fail']) {
          await (await fetch(`${url}${request}`)).text();
        }
        const response = await fetch(`${url}/debug/vars?format=prometheus`);
        const document = {
          contentType: response.headers.get('content-type'),
          bytes: Buffer.from(await response.arrayBuffer()),
        };
        const [{ errors, lint }] = JSON.parse(
          await pipe(program, [], toInput([document])),
        );
        assert.deepEqual(errors, []);
        assert.deepEqual(lint.toSorted(), KNOWN_LINT);
      } finally {
        app.kill();
      }
    },
  );
}

/** Checks that Prometheus can parse the queries of the Grafana dashboard. */
async function checkPanelQueries(program) {
  await report.check(
    'Prometheus parses the queries of all panels',
    async () => {
      const queries = PANELS.map(({ query }) => withAllProcesses(query, '1m'));
      const failures = JSON.parse(
        await pipe(
          program,
          ['--queries'],
          JSON.stringify([...queries, 'rate(x)']),
        ),
      );
      assert.match(failures.pop(), /range vector/);
      assert.deepEqual(
        failures,
        queries.map(() => ''),
      );
      return `${queries.length} queries`;
    },
  );
}

async function checkRegistries(program) {
  const python = await installPython();
  const count = sized(10_000, 500);
  const random = randomFrom(SEED);
  let documents = 0;
  let histograms = 0;
  await report.check(
    `Prometheus reads the documents of ${count} generated registries`,
    async () => {
      for (let done = 0; done < count; done += BATCH) {
        const batch = await createBatch(random);
        const results = JSON.parse(
          await pipe(program, ['--series'], toInput(batch.flat())),
        );
        documents += results.length;
        for (const [i, group] of batch.entries()) {
          const checked = results.slice(
            i * group.length,
            (i + 1) * group.length,
          );
          for (const [j, { errors, histograms: native }] of checked.entries()) {
            assert.deepEqual(
              errors,
              [],
              `${errors.join()} ${describe(group[j])}`,
            );
            histograms += native;
          }
          // Text, OpenMetrics and protobuf with classic buckets.
          const [text, openMetrics, , classic] = checked;
          assertSameSeries(openMetrics.series, text.series);
          assertSameSeries(classic.series, text.series);
        }
        if (python !== undefined) {
          const openMetrics = batch.map((group) => group[1]);
          const errors = JSON.parse(
            await pipe(
              python,
              [path.join(HERE, 'open_metrics.py')],
              toInput(openMetrics),
            ),
          );
          for (const [i, error] of errors.entries()) {
            assert.equal(error, null, `${error} ${describe(openMetrics[i])}`);
          }
        }
      }
      assert.ok(histograms > 0, 'there were no native histograms');
      return `${documents} documents, ${histograms} native histograms${python === undefined ? '; without the Python client, which cannot be installed' : ''}`;
    },
  );
}

/** The documents of registries: one of each format, and protobuf without native histograms. */
async function createBatch(random) {
  const batch = [];
  for (let i = 0; i < BATCH; i++) {
    const registry = createHostileRegistry(random);
    const escaping = ESCAPINGS[Math.floor(random() * ESCAPINGS.length)];
    const renderer = new PrometheusRenderer(registry, DEFAULTS);
    const classic = new PrometheusRenderer(registry, {
      ...DEFAULTS,
      nativeHistograms: false,
    });
    const documents = [];
    for (const format of FORMATS) {
      documents.push(await createDocument(renderer, format, escaping));
    }
    documents.push(await createDocument(classic, 'protobuf', escaping));
    batch.push(documents);
  }
  return batch;
}

async function buildChecker() {
  const program = path.join(WORK, 'conformance');
  const { code, stderr } = await run(
    'go',
    ['build', '-buildvcs=false', '-trimpath', '-o', program, '.'],
    { cwd: path.join(HERE, 'conformance') },
  );
  assert.equal(code, 0, stderr);
  return program;
}

/** @returns a Python that has the client, or undefined */
async function installPython() {
  const folder = path.join(WORK, 'python');
  const python = path.join(folder, 'bin', 'python');
  const hasClient = async () =>
    (await run(python, ['-c', 'import prometheus_client']).catch(() => ({})))
      .code === 0;
  if (!(await hasClient())) {
    await run('python3', ['-m', 'venv', folder]).catch(() => {});
    await run(python, ['-m', 'pip', 'install', '-q', PYTHON_CLIENT]).catch(
      () => {},
    );
  }
  return (await hasClient()) ? python : undefined;
}

function assertSameSeries(actual, expected) {
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  const different = [...names].filter(
    (name) => actual[name] !== expected[name],
  );
  assert.deepEqual(
    different.map((name) => [name, actual[name]]),
    different.map((name) => [name, expected[name]]),
    different
      .map((name) => `${name} is ${actual[name]}, not ${expected[name]}`)
      .join('; '),
  );
}

async function pipe(command, args, input) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  return text(child.stdout);
}

function describe({ contentType, bytes }) {
  return `${contentType}\n${bytes.toString().slice(0, 20000)}`;
}

function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
