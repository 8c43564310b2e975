// Checks that Prometheus's own parsers read every format of the exposition, that a
// Prometheus server scrapes it, and that an OpenTelemetry Collector receives it.
// --smoke generates fewer registries and starts no server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import { PANELS, withAllProcesses } from '../../scripts/grafana/panels.mjs';
import { Child, run } from '../support/child.mjs';
import { pickItem, randomFrom } from '../support/random.mjs';
import { Report } from '../support/report.mjs';
import { isSmoke, sized } from '../support/smoke.mjs';
import { buildProgram, WORK } from './build-program.mjs';
import { checkCollector } from './collector.mjs';
import {
  createDocument,
  DEFAULTS,
  ESCAPINGS,
  PrometheusRenderer,
  toInput,
} from './documents.mjs';
import { createHostileRegistry } from './hostile-registries.mjs';
import { checkServer } from './server.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BATCH = 250;
const SEED = 20;
/** @typedef {import('./documents.mjs').Document} Document */

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
  const program = await buildProgram('conformance');
  await checkLint(program);
  await checkPanelQueries(program);
  await checkRegistries(program);
}

/**
 * Checks the names and types of an application with every built-in variable.
 *
 * @param {string} program
 */
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

/**
 * Checks that Prometheus can parse the queries of the Grafana dashboard.
 *
 * @param {string} program
 */
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

/** @param {string} program */
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
        for (const group of batch) {
          const checked = results.splice(0, group.length);
          for (const [j, { errors, histograms: native }] of checked.entries()) {
            assert.deepEqual(errors, [], `${errors} ${describe(group[j])}`);
            histograms += native;
          }
          // Text, OpenMetrics and protobuf with classic buckets.
          const [text, openMetrics, , classic] = checked;
          assertSameSeries(openMetrics.series, text.series);
          assertSameSeries(classic.series, text.series);
        }
        if (python !== undefined) {
          const openMetrics = batch.map(([, document]) => document);
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

/**
 * The documents of registries: one of each format, and protobuf without native histograms.
 *
 * @param {() => number} random
 */
async function createBatch(random) {
  /** @type {[Document, Document, Document, Document][]} */
  const batch = [];
  for (let i = 0; i < BATCH; i++) {
    const registry = createHostileRegistry(random);
    const escaping = pickItem(ESCAPINGS, random);
    const renderer = new PrometheusRenderer(registry, DEFAULTS);
    const classic = new PrometheusRenderer(registry, {
      ...DEFAULTS,
      nativeHistograms: false,
    });
    batch.push([
      await createDocument(renderer, 'text', escaping),
      await createDocument(renderer, 'openmetrics', escaping),
      await createDocument(renderer, 'protobuf', escaping),
      await createDocument(classic, 'protobuf', escaping),
    ]);
  }
  return batch;
}

/** @returns a Python that has the client, or undefined */
async function installPython() {
  const folder = path.join(WORK, 'python');
  const python = path.join(folder, 'bin', 'python');
  const hasClient = () =>
    run(python, ['-c', 'import prometheus_client']).then(
      ({ code }) => code === 0,
      () => false,
    );
  if (!(await hasClient())) {
    await run('python3', ['-m', 'venv', folder]).catch(() => {});
    await run(python, ['-m', 'pip', 'install', '-q', PYTHON_CLIENT]).catch(
      () => {},
    );
  }
  return (await hasClient()) ? python : undefined;
}

/**
 * @param {Record<string, string>} actual
 * @param {Record<string, string>} expected
 */
function assertSameSeries(actual, expected) {
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  const differences = [...names]
    .filter((name) => actual[name] !== expected[name])
    .map((name) => `${name} is ${actual[name]}, not ${expected[name]}`);
  assert.deepEqual(differences, []);
}

/**
 * Runs a program and returns what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string | Buffer} input
 */
async function pipe(command, args, input) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  return text(child.stdout);
}

/** @param {Document | undefined} document */
function describe(document) {
  return `${document?.contentType}\n${document?.bytes.toString().slice(0, 20000)}`;
}
