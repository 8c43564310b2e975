import assert from 'node:assert/strict';
import { cp, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../support/child.mjs';
import { install, pack, reachRegistry } from '../support/npm.mjs';
import { Report } from '../support/report.mjs';
import { adapters } from './adapters.mjs';

/**
 * The responses by path, among them these two.
 *
 * @typedef {Record<'/debug/vars' | '/quotes/cu2601', import('./adapters.mjs').Response>} Responses
 */

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = join(HERE, '.work');

const PROJECTS = ['nest10', 'nest11', 'nest12'];

/** These adapters connect from loopback, so the default access serves them. */
const LOCAL = new Set(['light-my-request']);

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;

const report = new Report();
try {
  await reachRegistry();
  const tarball = await pack(join(WORK, 'tarball'));
  for (const name of only === undefined ? PROJECTS : [only]) {
    await checkProject(name, tarball);
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();

/**
 * @param {string} name
 * @param {string} tarball
 */
async function checkProject(name, tarball) {
  const folder = join(WORK, name);
  const isReady = await report.check(`${name} installs`, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const file of [
      `${name}/package.json`,
      'program.mjs',
      'adapters.mjs',
    ]) {
      await cp(join(HERE, file), join(folder, basename(file)));
    }
    await install(folder, [tarball]);
  });
  if (!isReady) {
    return;
  }
  for (const adapter of Object.keys(adapters)) {
    for (const access of ['public', 'loopback']) {
      await report.check(`${name}, ${adapter}, access ${access}`, () =>
        checkAdapter(folder, adapter, access),
      );
    }
  }
}

/**
 * @param {string} folder
 * @param {string} adapter
 * @param {string} access
 */
async function checkAdapter(folder, adapter, access) {
  const { code, stdout, stderr } = await run(
    process.execPath,
    ['program.mjs', adapter, access],
    { cwd: folder },
  );
  assert.equal(stderr, '');
  assert.equal(code, 0, stdout);
  const { responses, http, lines } = JSON.parse(stdout);
  checkResponses(responses, access, adapter);
  checkCounts(http, responses);
  // Nest logs the error of the route. Nest 10 also logs modules that a busy
  // machine registers slowly. The package logs denied requests and proxies, and
  // variables that are slow on a busy machine.
  const expected =
    /boom|is taking .* to serialize|denied a request|mark of a proxy|blocked the event loop/;
  assert.deepEqual(
    lines.filter((/** @type {string} */ line) => !expected.test(line)),
    [],
  );
}

/**
 * @param {Responses} responses
 * @param {string} access
 * @param {string} adapter
 */
function checkResponses(responses, access, adapter) {
  const statuses = Object.fromEntries(
    Object.entries(responses).map(([path, { status }]) => [path, status]),
  );
  const { '/debug/vars': document } = statuses;
  assert.ok(
    access === 'public' || LOCAL.has(adapter)
      ? document === 200
      : document === 200 || document === 403,
    `GET /debug/vars is ${document}: ${responses['/debug/vars'].body}`,
  );
  assert.deepEqual(statuses, {
    '/quotes/cu2601': 200,
    '/fail': 500,
    '/raw': 200,
    '/nowhere': 404,
    '/debug/vars': document,
    '/debug/vars/ui': document,
    '/debug/vars?name=http': document,
  });
  assert.equal(responses['/quotes/cu2601'].body, 'quote');
  if (document === 200) {
    const { memstats, http } = JSON.parse(responses['/debug/vars'].body);
    assert.ok(memstats.HeapAlloc > 0);
    // The request for the document is in flight while it is rendered.
    assert.deepEqual([http.requests, http.inFlight], [4, 1]);
  }
}

/**
 * @param {{ aborted: number, errors: number, inFlight: number, requests: number, routes: Record<string, { requests: object }> }} counts
 * @param {Responses} responses
 */
function checkCounts(
  { aborted, errors, inFlight, requests, routes },
  responses,
) {
  assert.deepEqual(
    { aborted, errors, inFlight, requests },
    { aborted: 0, errors: 1, inFlight: 0, requests: 7 },
  );
  const document = `${String(responses['/debug/vars'].status)[0]}xx`;
  const counted = Object.fromEntries(
    Object.entries(routes).map(([key, route]) => [key, route.requests]),
  );
  assert.deepEqual(counted, {
    '(unmatched)': { '4xx': 1 },
    'GET /debug/vars': { [document]: 2 },
    'GET /debug/vars/ui': { [document]: 1 },
    'GET /fail': { '5xx': 1 },
    'GET /quotes/:symbol': { '2xx': 1 },
    'GET /raw': { '2xx': 1 },
  });
}
