// Runs the sample application as a new user does: a fresh clone, the command of
// the README, and curl.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Child, run } from '../support/child.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { Report } from '../support/report.mjs';

const COMMAND = 'npm ci && npm start';
/** Ends what hangs. No verdict depends on it on a machine that is only slow. */
const HANG_MS = 10 * 60_000;
const POLL_MS = 100;
const GO_DURATION =
  /^(?:(?:\d+h)?\d+m)?\d+(?:\.\d+)?s$|^\d+(?:\.\d+)?(?:ms|µs|ns)$/;

const NPM_NETWORK =
  /^npm_config_(?:cache|cafile|globalconfig|https?_proxy|noproxy|proxy|registry|strict_ssl|userconfig)$/i;

const repository = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'nestjs-expvar-fresh-'));
const clone = join(scratch, 'nestjs-expvar');
const report = new Report();

process.on('exit', () =>
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }),
);
try {
  await main();
} catch (error) {
  report.failed('the suite', error);
}
report.close();
// A service may still run after a failure.
process.exit();

async function main() {
  await cloneHead();
  const readme = readFileSync(join(clone, 'README.md'), 'utf8');
  await check(
    `the README says ${COMMAND}`,
    readme.split('\n').some((line) => line.split('#')[0]?.trim() === COMMAND),
  );

  const port = await freePorts(1);
  const url = `http://localhost:${port}`;
  console.log(`     running ${COMMAND} with PORT=${port}`);
  const service = start(COMMAND, port);
  await listening(service, port);
  await check(`${COMMAND} starts the service`, true);
  await checkOutput(service.stdout, url);

  await checkAddresses(port);
  await checkPage(url);
  await checkMoves(url);
  await checkKlines(url);
  await checkSecondStart(port);
  await checkGroupStops(service, port);
  await checkDirectStop();
}

async function cloneHead() {
  const git = (/** @type {string[]} */ ...args) =>
    output('git', ['--no-optional-locks', '-C', repository, ...args]);
  const head = (await git('rev-parse', 'HEAD')).trim();
  const changes = (await git('status', '--porcelain')).split('\n');
  const count = changes.filter(Boolean).length;
  console.log(`     testing commit ${head}`);
  if (count > 0) {
    console.log(
      `     NOTE: the work tree has ${count} uncommitted changes, WHICH ARE NOT TESTED`,
    );
  }
  await output('git', [
    'clone',
    '--quiet',
    '--no-hardlinks',
    repository,
    clone,
  ]);
}

/**
 * @param {string} printed
 * @param {string} url
 */
async function checkOutput(printed, url) {
  for (const step of ['the dashboard', 'the library', 'the sample app']) {
    await check(
      `npm start says that it builds ${step}`,
      new RegExp(`^Building ${step} … \\d+\\.\\d s$`, 'm').test(printed),
      printed,
    );
  }
  await check(
    'npm start ends with the addresses',
    printed.endsWith(`
  Document   ${url}/debug/vars
  Dashboard  ${url}/debug/vars/ui
  API        ${url}/quotes
             ${url}/klines

`),
    printed,
  );
}

/** @param {number} port */
async function checkAddresses(port) {
  const hosts = ['localhost', '127.0.0.1'];
  const addresses = Object.values(networkInterfaces()).flat();
  if (addresses.some((each) => each?.address === '::1')) {
    hosts.push('[::1]');
  } else {
    console.log('     no IPv6 on this machine: [::1] is not tried');
  }
  for (const host of hosts) {
    const response = await curl('--head', `${host}:${port}/debug/vars`);
    await check(
      `curl ${host} reads the page`,
      /^HTTP\/1\.1 200 .*^content-type: application\/json; charset=utf-8\r$/ims.test(
        response,
      ),
      response,
    );
  }
}

/** @param {string} url */
async function checkPage(url) {
  const text = await curl(`${url}/debug/vars`);
  const vars = JSON.parse(text);
  const version = await output('node', ['--version'], environment(0));
  const isNatural = (/** @type {unknown} */ value) =>
    Number.isSafeInteger(value) && Number(value) >= 0;
  const isPositive = (/** @type {unknown} */ value) =>
    isNatural(value) && value !== 0;
  /** @type {Record<string, (value: unknown) => boolean>} */
  const expected = {
    运行时间: (value) => GO_DURATION.test(String(value)),
    version: (value) => value === version.trim(),
    cores: isPositive,
    os: (value) => value === process.platform,
    cgo: (value) => value === 0,
    goroutine: isPositive,
    gcpause: isNatural,
    CuMemory: isPositive,
    BTCMemory: isPositive,
  };
  for (const [name, isRight] of Object.entries(expected)) {
    await check(
      `${name} is ${JSON.stringify(vars[name])}`,
      name in vars && isRight(vars[name]),
    );
  }
  await check(
    '运行时间 is not escaped',
    text.includes('\n"运行时间": "'),
    text,
  );
  await check('cmdline is there', Array.isArray(vars.cmdline));
  await check('memstats is there', vars.memstats?.Alloc > 0);
}

/** @param {string} url */
async function checkMoves(url) {
  const total = (
    /** @type {{ quotes: { ticks: Record<string, number> } }} */ { quotes },
  ) => Object.values(quotes.ticks).reduce((sum, ticks) => sum + ticks, 0);
  const first = await json(`${url}/debug/vars`);
  await json(`${url}/quotes`);
  const second = await poll(async () => {
    const vars = await json(`${url}/debug/vars`);
    return total(vars) > total(first) ? vars : undefined;
  });
  await check('the ticks have moved between two scrapes', second !== undefined);
  if (second !== undefined) {
    await check(
      'requests have moved between two scrapes',
      second.http.requests > first.http.requests,
    );
    await check(
      '运行时间 has moved between two scrapes',
      second['运行时间'] !== first['运行时间'],
    );
  }
}

/** @param {string} url */
async function checkKlines(url) {
  let last;
  const agrees = await poll(async () => {
    const before = await json(`${url}/klines`);
    const { CuMemory, BTCMemory } = await json(`${url}/debug/vars`);
    const after = await json(`${url}/klines`);
    last = JSON.stringify({ before, CuMemory, BTCMemory, after });
    // A new bar between both requests makes a difference correct.
    return isDeepStrictEqual(before, after)
      ? CuMemory === before.copper && BTCMemory === before.btc
      : undefined;
  });
  await check('CuMemory and BTCMemory are what GET /klines says', agrees, last);
}

/** @param {number} port */
async function checkSecondStart(port) {
  const second = start('npm start', port);
  const code = await second.ends();
  const lines = second.stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('npm '));
  await check(
    'a second start on the same port prints one clear line',
    lines.length === 1 && lines[0]?.startsWith(`Port ${port} is taken: `),
    second.stderr,
  );
  await check('a second start on the same port exits with 1', code === 1, code);
}

/**
 * @param {Child} service
 * @param {number} port
 */
async function checkGroupStops(service, port) {
  service.terminateGroup();
  const code = await service.ends();
  await check(
    'SIGTERM ends npm start',
    // A shell exits with 143, npm or its shell may end by the signal.
    code === 0 || code === 143 || code === null,
    code,
  );
  // npm may exit before the service that it started.
  await check(
    'SIGTERM leaves no process behind',
    await poll(() => (service.hasGroup ? undefined : true)),
  );
  await check('SIGTERM frees the port', await isFree(port));
}

/** Starts the service without npm, which would replace the exit code. */
async function checkDirectStop() {
  const port = await freePorts(1);
  const service = start('exec node sample-app/dist/main.js', port);
  await listening(service, port);
  service.terminate();
  const code = await service.ends();
  await check(
    'SIGTERM ends the service itself with 0',
    code === 0,
    `code ${code}: ${service.stderr}`,
  );

  const refused = start('exec node sample-app/dist/main.js', 'http');
  const exitCode = await refused.ends();
  await check(
    'an invalid PORT prints one clear line and exits with 1',
    exitCode === 1 && /^PORT must be .*"http"\n$/.test(refused.stderr),
    refused.stderr,
  );
}

/**
 * Starts a shell command in the clone.
 *
 * @param {string} command
 * @param {number | string} port
 */
function start(command, port) {
  return new Child('sh', ['-c', command], {
    cwd: clone,
    env: environment(port),
  });
}

/**
 * Returns the environment of a user's shell. Of a surrounding npm run it keeps
 * only the settings that reach the registry.
 *
 * @param {number | string} port
 */
function environment(port) {
  const entries = Object.entries(process.env).filter(
    ([name]) =>
      NPM_NETWORK.test(name) ||
      !/^(?:npm_.*|INIT_CWD|NODE|NODE_ENV|NODE_OPTIONS)$/i.test(name),
  );
  const { PATH = '', ...variables } = Object.fromEntries(entries);
  return {
    ...variables,
    PATH: PATH.split(delimiter)
      .filter((folder) => !/node_modules|node-gyp-bin/.test(folder))
      .join(delimiter),
    PORT: String(port),
  };
}

/**
 * Waits for the last line that the service prints before requests.
 *
 * @param {Child} service
 * @param {number} port
 */
async function listening(service, port) {
  await service.prints(new RegExp(`http://localhost:${port}/klines\n\n`));
}

/**
 * Calls `ask` until it returns a value.
 *
 * @template T
 * @param {() => T} ask
 * @returns {Promise<Awaited<T> | undefined>} undefined if it never does
 */
async function poll(ask) {
  const end = performance.now() + HANG_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > end) {
      return answer;
    }
    await sleep(POLL_MS);
  }
}

/** @param {string[]} args */
function curl(...args) {
  const quietly = ['--silent', '--show-error', '--max-time', '10'];
  return output('curl', [...quietly, '--noproxy', '*', ...args]);
}

/** @param {string} url */
async function json(url) {
  return JSON.parse(await curl('--fail', url));
}

/**
 * Runs a command that must succeed, and returns what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function output(command, args, env = process.env) {
  const { code, stdout, stderr } = await run(command, args, { env });
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/**
 * @param {string} name
 * @param {unknown} isRight
 * @param {string | number | null} [detail]
 */
function check(name, isRight, detail) {
  return report.check(name, () => assert.ok(isRight, String(detail ?? name)));
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer().listen(port);
  return once(server, 'listening').then(
    () => {
      server.close();
      return true;
    },
    () => false,
  );
}
