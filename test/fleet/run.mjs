// Many processes and one Metricbeat: every process is read and told apart, and
// what they count adds up. With --measure, also what a scrape costs.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseExact } from '../interop/exact-json.mjs';
import { build, missingGo } from '../interop/go.mjs';
import { RecordingProxy } from '../interop/recording-proxy.mjs';
import { Child, run } from '../support/child.mjs';
import { Report } from '../support/report.mjs';

const INSTANCE = fileURLToPath(new URL('instance.mjs', import.meta.url));
const MANIFESTS = fileURLToPath(new URL('manifests/', import.meta.url));
const KUBERNETES = fileURLToPath(
  new URL('../../examples/kubernetes/', import.meta.url),
);
const WORK = fileURLToPath(new URL('.work/', import.meta.url));
const MODULE = join(WORK, 'golang.yml');
const COLLECTOR_CONFIG = join(WORK, 'collector.yml');
const INSTANCES = 50;
/** Processes that start at the same time. */
const BATCH = 5;
const SCRAPES = 20;
const IDLE_MS = 20_000;
/** The interval that the costs are stated for. */
const INTERVAL_SECONDS = 15;
const DAY_SECONDS = 86_400;

const { measure } = parseArgs({
  options: { measure: { type: 'boolean', default: false } },
}).values;

const TOKEN = randomBytes(16).toString('hex');
process.env['DEBUG_TOKEN'] = TOKEN;

const missing = await missingGo('test:fleet');
if (missing === undefined) {
  const report = new Report();
  try {
    await checkManifests(report);
    await writeFile(MODULE, await readHint());
    const metricbeat = await build('metricbeat');
    const collector = await build('otel');
    await writeFile(COLLECTOR_CONFIG, await readCollectorConfig());
    await withInstances(async (addresses) => {
      await checkFleet(report, metricbeat, addresses);
      await checkCollector(report, collector, addresses);
      if (measure) {
        await measureScrapes(metricbeat, addresses);
      }
    });
  } catch (error) {
    report.failed('set-up', error);
  }
  report.close();
} else {
  console.error(missing);
  process.exitCode = 1;
}

/**
 * Decodes the manifests with the types of the Kubernetes API.
 *
 * @param {Report} report
 */
async function checkManifests(report) {
  await mkdir(WORK, { recursive: true });
  const decode = await build('manifests', MANIFESTS);
  const names = await readdir(KUBERNETES);
  const files = names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(KUBERNETES, name));
  await report.check('the manifests are objects of the API', async () => {
    const { code, stdout, stderr } = await run(decode, files);
    assert.equal(code, 0, stderr);
    return stdout.trimEnd().replaceAll('\n', ', ');
  });
  await report.check(
    'a manifest with an unknown member is noticed',
    async () => {
      const text = await readFile(join(KUBERNETES, 'application.yaml'), 'utf8');
      const misspelt = join(WORK, 'misspelt.yaml');
      await writeFile(
        misspelt,
        text.replace('containerPort:', 'containerport:'),
      );
      const { stderr } = await run(decode, [misspelt]);
      assert.match(stderr, /unknown field "[^"]*containerport"/);
    },
  );
}

/** Reads the configuration of Metricbeat's module from the hint of the pods. */
async function readHint() {
  const text = await readFile(join(KUBERNETES, 'application.yaml'), 'utf8');
  const [, hint = ''] =
    /co\.elastic\.metrics\/raw: >-\n(.*?\}\])\n/s.exec(text) ?? [];
  return hint;
}

/** Reads the settings of the Collector's receiver from its manifest. */
async function readCollectorConfig() {
  const text = await readFile(join(KUBERNETES, 'collector.yaml'), 'utf8');
  const [, settings = ''] = / config:\n((?: {14}.*\n)+)/.exec(text) ?? [];
  // The Collector replaces variables before the receiver reads its settings.
  return `receivers:\n  expvar:\n${settings}`.replace(
    '${env:DEBUG_TOKEN}',
    TOKEN,
  );
}

/**
 * Starts the processes. Instance number i has taken i orders, from 1 on.
 *
 * @param {(addresses: string[]) => Promise<void>} use
 */
async function withInstances(use) {
  const instances = [];
  try {
    /** @type {string[]} */
    const addresses = [];
    while (addresses.length < INSTANCES) {
      const batch = Array.from({ length: BATCH }, (_, i) => {
        const orders = addresses.length + i + 1;
        return new Child(process.execPath, [INSTANCE], {
          env: { ...process.env, ORDERS: String(orders) },
        });
      });
      instances.push(...batch);
      const printed = await Promise.all(
        batch.map((instance) => instance.prints(/GET (\S+)\/debug\/vars /)),
      );
      addresses.push(...printed.map(([, address = '']) => address));
    }
    await use(addresses);
  } finally {
    instances.forEach((instance) => instance.kill());
  }
}

/**
 * @param {Report} report
 * @param {string} metricbeat the path of the program
 * @param {string[]} addresses
 */
async function checkFleet(report, metricbeat, addresses) {
  // The events of all processes come mixed.
  const events = await scrape(metricbeat, addresses, '1s', 3);
  const latest = new Map(
    events.map((event) => [event.service.address, event.golang.quotes]),
  );
  await report.check(`all ${INSTANCES} processes are read with a token`, () =>
    assert.deepEqual(
      new Set(latest.keys()),
      new Set(addresses.map((address) => `${address}/debug/vars`)),
    ),
  );
  await report.check('each process has its own count', () =>
    assert.deepEqual(
      addresses.map(
        (address) => latest.get(`${address}/debug/vars`).orders.placed,
      ),
      addresses.map((_, i) => i + 1),
    ),
  );
  await report.check('the counts add up', () => {
    let sum = 0;
    for (const { orders } of latest.values()) {
      sum += orders.placed;
    }
    assert.equal(sum, 1275);
    return `${sum} orders in ${latest.size} processes`;
  });
  await report.check('a process without the token is not read', async () => {
    const response = await fetch(`${addresses[0]}/debug/vars`);
    assert.equal(response.status, 401);
  });
}

/**
 * Compares the sums of a Collector with those of the documents that it read.
 *
 * Each address is behind a proxy that keeps the documents.
 *
 * @param {Report} report
 * @param {string} collector the path of the program
 * @param {string[]} addresses
 */
async function checkCollector(report, collector, addresses) {
  const proxies = addresses.map((address) => new RecordingProxy(address));
  try {
    const urls = await Promise.all(
      proxies.map(async (proxy) => `${await proxy.listen()}/debug/vars`),
    );
    const { code, stdout, stderr } = await run(collector, [
      COLLECTOR_CONFIG,
      urls.join(','),
      '1h',
      String(urls.length),
    ]);
    assert.equal(code, 0, stderr);
    const read = new Map(
      stdout
        .trimEnd()
        .split('\n')
        .map(parseExact)
        .map(({ address, metrics }) => [address, metrics]),
    );
    await report.check(`a Collector reads all ${INSTANCES} processes`, () =>
      assert.deepEqual(new Set(read.keys()), new Set(urls)),
    );
    await report.check(
      'the sum over the Collector’s processes is right',
      () => {
        const metric = 'process.runtime.memstats.heap_alloc';
        let sum = 0n;
        let expected = 0n;
        for (const [i, url] of urls.entries()) {
          sum += read.get(url)[metric][0];
          const [document = ''] = proxies[i]?.documents ?? [];
          expected += parseExact(document).memstats.HeapAlloc;
        }
        assert.equal(sum, expected);
        return `${sum} bytes of heap in ${urls.length} processes`;
      },
    );
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}

/**
 * Prints what scrapes cost the processes, without what they use otherwise.
 *
 * @param {string} metricbeat the path of the program
 * @param {string[]} addresses
 */
async function measureScrapes(metricbeat, addresses) {
  const start = await totals(addresses);
  await setTimeout(IDLE_MS);
  const idle = await totals(addresses);
  const events = await scrape(metricbeat, addresses, '1s', SCRAPES);
  const end = await totals(addresses);
  const idlePerSecond = (idle.cpu - start.cpu) / (idle.uptime - start.uptime);
  const scrapes = events.length + INSTANCES;
  const cpu =
    (end.cpu - idle.cpu - idlePerSecond * (end.uptime - idle.uptime)) / scrapes;
  const bytes = end.bytes / INSTANCES;
  const perDay = DAY_SECONDS / INTERVAL_SECONDS;
  console.log(`per process and scrape, of ${INSTANCES} processes:
  document             ${Math.round(bytes)} bytes
  CPU                  ${(cpu * 1000).toFixed(2)} ms
  CPU at ${INTERVAL_SECONDS} s           ${((cpu / INTERVAL_SECONDS) * 100).toFixed(3)} % of a core
  network at ${INTERVAL_SECONDS} s       ${((bytes * perDay) / 1e6).toFixed(0)} MB a day
  resident memory      ${Math.round(end.rss / INSTANCES / 1e6)} MB, all of the process`);
}

/** @param {string[]} addresses */
async function totals(addresses) {
  const sum = { cpu: 0, uptime: 0, bytes: 0, rss: 0 };
  for (const address of addresses) {
    const response = await fetch(`${address}/debug/vars`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const text = await response.text();
    const { node } = JSON.parse(text);
    sum.cpu += node.cpu.user + node.cpu.system;
    sum.uptime += node.uptime;
    sum.bytes += Buffer.byteLength(text);
    sum.rss += node.memory.rss;
  }
  return sum;
}

/**
 * @param {string} metricbeat the path of the program
 * @param {string[]} addresses
 * @param {string} period
 * @param {number} scrapes of each process
 * @returns the events
 */
async function scrape(metricbeat, addresses, period, scrapes) {
  const { code, stdout, stderr } = await run(metricbeat, [
    'events',
    MODULE,
    'expvar',
    addresses.join(','),
    period,
    String(scrapes * addresses.length),
  ]);
  assert.equal(code, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
