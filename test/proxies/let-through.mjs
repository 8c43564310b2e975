// Checks how much outsiders get of the document through each set-up, and prints
// a table.
import { PLATFORMS, SECRET, startApplication } from './applications.mjs';
import { attacksOn, requestFor, SITE } from './attacks.mjs';
import { send } from './client.mjs';
import {
  ANYBODY,
  CLOSED,
  HELD,
  isHeld,
  isWorse,
  LOCAL_HOST,
} from './outcomes.mjs';
import { startProxies } from './proxies.mjs';
import { SET_UPS } from './set-ups.mjs';
import { printTable } from './table.mjs';

const PATH = '/debug/vars';
const TOKEN = '0123456789abcdef';
const BEARER = `Authorization: Bearer ${TOKEN}`;
const BASIC = `Authorization: Basic ${Buffer.from(`any:${TOKEN}`).toString('base64')}`;

/**
 * @typedef {object} Policy
 * @property {string} name
 * @property {import('nestjs-expvar').ExpvarModuleOptions} options
 * @property {boolean} [hasToken]
 *
 * The attacks on one application through one proxy.
 *
 * @typedef {object} Cell
 * @property {import('./set-ups.mjs').SetUp} setUp
 * @property {Policy} policy
 * @property {number} column of the policy
 * @property {string} platform
 * @property {Result} [result]
 *
 * @typedef {object} Result
 * @property {string} outcome
 * @property {ReturnType<typeof attacksOn>} by the attacks that caused it
 * @property {Error} [error]
 */

/** @type {Policy[]} */
const POLICIES = [
  { name: 'default', options: {} },
  {
    name: 'closeOnUnmarkedProxy',
    options: { closeOnUnmarkedProxy: true },
  },
  { name: '{ token }', options: { access: { token: TOKEN } }, hasToken: true },
];

/**
 * Runs one check for each set-up and prints the table of outcomes.
 *
 * @param {import('../support/report.mjs').Report} report
 */
export async function checkLetThrough(report) {
  /** @type {Cell[]} */
  const cells = SET_UPS.flatMap((setUp) =>
    POLICIES.flatMap((policy, column) =>
      PLATFORMS.map((platform) => ({ setUp, policy, column, platform })),
    ),
  );
  const applications = await Promise.all(
    cells.map(({ platform, policy }) =>
      startApplication(platform, policy.options),
    ),
  );
  const proxies = await startProxies(
    cells.map(({ setUp }, i) => ({ setUp, port: applications[i]?.port ?? 0 })),
  );
  try {
    for (const [i, cell] of cells.entries()) {
      cell.result = await attack(
        proxies.ports[i] ?? 0,
        applications[i]?.port ?? 0,
        cell.policy,
      ).catch((error) => ({ outcome: 'failed', by: [], error }));
    }
  } finally {
    await proxies.stop();
    await Promise.all(applications.map((application) => application.close()));
  }
  for (const setUp of SET_UPS) {
    const cellsOfSetUp = cells.filter((cell) => cell.setUp === setUp);
    await report.check(setUp.name, () => cellsOfSetUp.forEach(expectNoWorse));
  }
  printOutcomes(cells);
}

/**
 * @param {number} proxy its port
 * @param {number} application its port
 * @param {Policy} policy
 * @returns {Promise<Result>}
 * @throws Error if the document is not behind the proxy or not served to
 *   permitted clients
 */
async function attack(proxy, application, { hasToken = false }) {
  const through = [];
  for (const attempt of attacksOn(PATH)) {
    if ((await send(proxy, attempt.request)).text.includes(SECRET)) {
      through.push(attempt);
    }
  }
  await expectForwarded(proxy);
  if (hasToken) {
    await expectServed(proxy, SITE, [BEARER]);
    await expectServed(proxy, SITE, [BASIC]);
    await expectServed(application, 'localhost', [BEARER]);
  }
  const isOpen = hasToken || (await isServed(application, 'localhost'));
  return { outcome: outcomeOf(through, isOpen), by: through };
}

/**
 * @param {ReturnType<typeof attacksOn>} through
 * @param {boolean} isOpen true if programs on the same machine are served
 */
function outcomeOf(through, isOpen) {
  if (through.length > 0) {
    return through.every(({ isLocal }) => isLocal) ? LOCAL_HOST : ANYBODY;
  }
  return isOpen ? HELD : CLOSED;
}

/**
 * Checks that the proxy forwards: otherwise no attack could succeed.
 *
 * @param {number} proxy its port
 */
async function expectForwarded(proxy) {
  const { text } = await send(proxy, requestFor(PATH, { host: SITE }));
  if (!/^cross-origin-resource-policy: same-origin\r$/im.test(text)) {
    throw new Error(`no response of the application, but ${text}`);
  }
}

/**
 * @param {number} port
 * @param {string} host
 * @param {string[]} headers
 */
async function expectServed(port, host, headers) {
  if (!(await isServed(port, host, headers))) {
    throw new Error(`not served for ${host} with ${headers.join(', ')}`);
  }
}

/**
 * @param {number} port
 * @param {string} host
 * @param {string[]} [headers]
 */
async function isServed(port, host, headers = []) {
  const request = requestFor(PATH, { host, headers });
  const { status, text } = await send(port, request);
  return status === 200 && text.includes(SECRET);
}

/** @param {Cell} cell */
function expectNoWorse({ setUp, policy, column, platform, result }) {
  const where = `${platform}, ${policy.name}`;
  const { outcome, by, error } = result ?? { outcome: 'none', by: [] };
  if (error !== undefined) {
    throw new Error(`${where}: ${error.message}`, { cause: error });
  }
  const expected = setUp.expected[column] ?? '';
  const difference = `${where}: ${outcome}, where ${expected} was expected`;
  if (isWorse(outcome, expected)) {
    const names = by.map(({ name }) => name).join('; ');
    throw new Error(`${difference}; by ${names || 'the closing'}`);
  }
  if (isWorse(expected, outcome)) {
    console.log(`better: ${setUp.name}, ${difference}`);
  }
}

/** @param {Cell[]} cells */
function printOutcomes(cells) {
  const columns = POLICIES.map((policy) => {
    const column = SET_UPS.map((setUp) =>
      cells
        .filter((cell) => cell.setUp === setUp && cell.policy === policy)
        .map((cell) => cell.result?.outcome ?? 'none'),
    );
    const heldCount = column.filter((outcomes) =>
      outcomes.every(isHeld),
    ).length;
    const texts = column.map(describeOutcomes);
    return [policy.name].concat(texts, `${heldCount} of ${column.length}`);
  });
  const names = SET_UPS.map(({ name }) => name);
  printTable([['proxy on the same machine', ...names, 'held'], ...columns]);
  console.log('* closed to programs on the same machine as well\n');
}

/**
 * Merges equal outcomes of all platforms into one.
 *
 * @param {string[]} outcomes
 */
function describeOutcomes(outcomes) {
  const [first, second] = new Set(outcomes);
  return first !== undefined && second === undefined
    ? first
    : outcomes.map((each, i) => `${PLATFORMS[i]}: ${each}`).join(', ');
}
