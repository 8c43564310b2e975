// Runs the sample application as a new user does: a fresh clone, the command of
// the README, and curl.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';

const COMMAND = 'npm ci && npm start';
/** Ends what hangs. No verdict depends on it on a machine that is only slow. */
const HANG_MS = 10 * 60_000;
const POLL_MS = 100;
const GO_DURATION =
  /^(?:(?:\d+h)?\d+m)?\d+(?:\.\d+)?s$|^\d+(?:\.\d+)?(?:ms|µs|ns)$/;

const NPM_NETWORK =
  /^npm_config_(?:cache|cafile|globalconfig|https?_proxy|noproxy|proxy|registry|strict_ssl|userconfig)$/i;

const repository = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const children = new Set();
const scratch = mkdtempSync(join(tmpdir(), 'nestjs-expvar-fresh-'));
const clone = join(scratch, 'nestjs-expvar');
let passed = 0;
let failed = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });
}

try {
  await main();
} catch (error) {
  failed++;
  console.log(`FAIL ${error.message}`);
} finally {
  cleanUp();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function main() {
  await cloneHead();
  const readme = readFileSync(join(clone, 'README.md'), 'utf8');
  check(
    `the README says ${COMMAND}`,
    readme.split('\n').some((line) => line.split('#')[0].trim() === COMMAND),
  );

  const port = await freePort();
  const url = `http://localhost:${port}`;
  console.log(`     running ${COMMAND} with PORT=${port}`);
  const service = start(COMMAND, port);
  await listening(service, port);
  check(`${COMMAND} starts the service`, true);
  checkOutput(service.output, url);

  await checkAddresses(port);
  await checkPage(url);
  await checkMoves(url);
  await checkKlines(url);
  await checkSecondStart(port);
  await checkGroupStops(service, port);
  await checkDirectStop();
}

async function cloneHead() {
  const git = async (...args) =>
    (await run('git', ['--no-optional-locks', '-C', repository, ...args]))
      .stdout;
  const head = (await git('rev-parse', 'HEAD')).trim();
  const changes = (await git('status', '--porcelain')).split('\n');
  const count = changes.filter(Boolean).length;
  console.log(`     testing commit ${head}`);
  if (count > 0) {
    console.log(
      `     NOTE: the work tree has ${count} uncommitted changes, WHICH ARE NOT TESTED`,
    );
  }
  await run('git', ['clone', '--quiet', '--no-hardlinks', repository, clone]);
}

function checkOutput(output, url) {
  for (const step of ['the dashboard', 'the library', 'the sample app']) {
    check(
      `npm start says that it builds ${step}`,
      new RegExp(`^Building ${step} … \\d+\\.\\d s$`, 'm').test(output),
      output,
    );
  }
  check(
    'npm start ends with the addresses',
    output.endsWith(`
  Document   ${url}/debug/vars
  Dashboard  ${url}/debug/vars/ui
  API        ${url}/quotes
             ${url}/klines

`),
    output,
  );
}

async function checkAddresses(port) {
  const hosts = ['localhost', '127.0.0.1'];
  const addresses = Object.values(networkInterfaces()).flat();
  if (addresses.some(({ address }) => address === '::1')) {
    hosts.push('[::1]');
  } else {
    console.log('     no IPv6 on this machine: [::1] is not tried');
  }
  for (const host of hosts) {
    const { stdout } = await curl('--head', `${host}:${port}/debug/vars`);
    check(
      `curl ${host} reads the page`,
      /^HTTP\/1\.1 200 .*^content-type: application\/json; charset=utf-8\r$/ims.test(
        stdout,
      ),
      stdout,
    );
  }
}

async function checkPage(url) {
  const { stdout: text } = await curl(`${url}/debug/vars`);
  const vars = JSON.parse(text);
  const natural = (value) => Number.isSafeInteger(value) && value >= 0;
  const { stdout: version } = await run('node', ['--version'], {
    env: environment(0),
  });
  const expected = {
    运行时间: (value) => GO_DURATION.test(value),
    version: (value) => value === version.trim(),
    cores: (value) => natural(value) && value > 0,
    os: (value) => value === process.platform,
    cgo: (value) => value === 0,
    goroutine: (value) => natural(value) && value > 0,
    gcpause: natural,
    CuMemory: (value) => natural(value) && value > 0,
    BTCMemory: (value) => natural(value) && value > 0,
  };
  for (const [name, isRight] of Object.entries(expected)) {
    check(
      `${name} is ${JSON.stringify(vars[name])}`,
      name in vars && isRight(vars[name]),
    );
  }
  check('运行时间 is not escaped', text.includes('\n"运行时间": "'), text);
  check('cmdline is there', Array.isArray(vars.cmdline));
  check('memstats is there', vars.memstats?.Alloc > 0);
}

async function checkMoves(url) {
  const total = ({ quotes }) =>
    Object.values(quotes.ticks).reduce((sum, ticks) => sum + ticks, 0);
  const first = await json(`${url}/debug/vars`);
  await json(`${url}/quotes`);
  const second = await poll(HANG_MS, async () => {
    const vars = await json(`${url}/debug/vars`);
    return total(vars) > total(first) ? vars : undefined;
  });
  check(
    'the ticks have moved between two scrapes',
    second !== undefined,
    `still ${total(first)} after ${HANG_MS} ms`,
  );
  if (second !== undefined) {
    check(
      'requests have moved between two scrapes',
      second.http.requests > first.http.requests,
    );
    check(
      '运行时间 has moved between two scrapes',
      second['运行时间'] !== first['运行时间'],
    );
  }
}

async function checkKlines(url) {
  let last;
  const agrees = await poll(HANG_MS, async () => {
    const before = await json(`${url}/klines`);
    const { CuMemory, BTCMemory } = await json(`${url}/debug/vars`);
    const after = await json(`${url}/klines`);
    last = JSON.stringify({ before, CuMemory, BTCMemory, after });
    // A new bar between both requests makes a difference correct.
    return isDeepStrictEqual(before, after)
      ? CuMemory === before.copper && BTCMemory === before.btc
      : undefined;
  });
  check('CuMemory and BTCMemory are what GET /klines says', agrees, last);
}

async function checkSecondStart(port) {
  const second = start('npm start', port);
  const { code } = await ended(second, HANG_MS);
  const lines = second.errors
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('npm '));
  check(
    'a second start on the same port prints one clear line',
    lines.length === 1 && lines[0].startsWith(`Port ${port} is taken: `),
    second.errors,
  );
  check('a second start on the same port exits with 1', code === 1, code);
}

async function checkGroupStops(service, port) {
  process.kill(-service.pid, 'SIGTERM');
  const { code, signal } = await ended(service, HANG_MS);
  check(
    'SIGTERM ends npm start',
    code === 0 || code === 143 || signal === 'SIGTERM',
    `code ${code}, signal ${signal}`,
  );
  // npm may exit before the service that it started.
  check(
    'SIGTERM leaves no process behind',
    await poll(HANG_MS, () => (groupExists(service.pid) ? undefined : true)),
  );
  check('SIGTERM frees the port', await isFree(port));
}

/** Starts the service without npm, which would replace the exit code. */
async function checkDirectStop() {
  const port = await freePort();
  const service = start('exec node sample-app/dist/main.js', port);
  await listening(service, port);
  process.kill(service.pid, 'SIGTERM');
  const { code, signal } = await ended(service, HANG_MS);
  check(
    'SIGTERM ends the service itself with 0',
    code === 0,
    `code ${code}, signal ${signal}: ${service.errors}`,
  );

  const refused = start('exec node sample-app/dist/main.js', 'http');
  const { code: exitCode } = await ended(refused, HANG_MS);
  check(
    'an invalid PORT prints one clear line and exits with 1',
    exitCode === 1 && /^PORT must be .*"http"\n$/.test(refused.errors),
    refused.errors,
  );
}

/** Starts a shell command in the clone, in a new process group. */
function start(command, port) {
  const child = spawn(command, {
    shell: true,
    cwd: clone,
    detached: true,
    env: environment(port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const started = {
    pid: child.pid,
    output: '',
    errors: '',
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      // 'exit' may come before the last of the output, 'close' does not.
      child.once('close', (code, signal) => {
        if (!groupExists(child.pid)) {
          children.delete(child.pid);
        }
        resolve({ code, signal });
      });
    }),
    onOutput: () => {},
  };
  started.ended.catch(() => {});
  child.stdout.setEncoding('utf8').on('data', (text) => {
    started.output += text;
    started.onOutput();
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    started.errors += text;
  });
  children.add(child.pid);
  return started;
}

/**
 * Returns the environment of a user's shell. Of a surrounding npm run it keeps
 * only the settings that reach the registry.
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

async function listening(service, port) {
  // The last line that the service prints before requests.
  const line = `http://localhost:${port}/klines\n\n`;
  const heard = new Promise((resolve) => {
    service.onOutput = () => service.output.includes(line) && resolve(true);
    service.onOutput();
  });
  const outcome = await within(HANG_MS, [
    heard,
    service.ended.then(({ code, signal }) => `ended with ${code ?? signal}`),
  ]);
  if (outcome !== true) {
    throw new Error(
      `the service ${outcome ?? 'takes too long'} before it listens\n${service.output}\n${service.errors}`,
    );
  }
}

async function ended(service, ms) {
  return (
    (await within(ms, [service.ended])) ?? { code: undefined, signal: 'none' }
  );
}

/**
 * Returns the value of the first promise that settles, or undefined after `ms`.
 */
async function within(ms, promises) {
  const timer = new AbortController();
  const timeout = sleep(ms, undefined, { signal: timer.signal }).catch(
    () => {},
  );
  try {
    return await Promise.race([...promises, timeout]);
  } finally {
    timer.abort();
  }
}

/** Calls `ask` until it returns a value. Returns undefined after `ms`. */
async function poll(ms, ask) {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > end) {
      return answer;
    }
    await sleep(POLL_MS);
  }
}

function curl(...args) {
  const quietly = ['--silent', '--show-error', '--max-time', '10'];
  return run('curl', [...quietly, '--noproxy', '*', ...args]);
}

async function json(url) {
  const { stdout } = await curl('--fail', url);
  return JSON.parse(stdout);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, resolve);
  });
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isFree(port) {
  const server = createServer();
  const free = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function groupExists(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

function check(name, isRight, detail) {
  if (isRight) {
    passed++;
    console.log(`ok   ${name}`);
  } else {
    failed++;
    console.log(`FAIL ${name}${detail === undefined ? '' : `: ${detail}`}`);
  }
}

function cleanUp() {
  for (const pid of children) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The process group has already ended.
    }
  }
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
