import { sized } from '../../support/smoke.mjs';
import { Application } from '../application.mjs';
import { get, openConnection } from '../clients.mjs';
import { countsOf, expectSame, until } from '../expectations.mjs';

const COUNT = sized(1000, 200);

export const name = `${COUNT} simultaneous scrapes share one call of an async function`;

/** The lines of the variables that differ from document to document. */
const CHANGING = /^"(?:memstats|node)": .*\n/gm;

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = { publish: ['numbers', 'gated'] };
  return Application.with(platform, options, async (application) => {
    const sockets = await Promise.all(
      Array.from({ length: COUNT }, () => openConnection(application.port)),
    );
    await until(
      'all clients are connected',
      async () => (await application.call('connections')) === COUNT,
    );
    const pending = sockets.map((socket) => get(application.url, { socket }));
    await until(
      'all documents wait for the async function',
      async () => (await application.call('calls'))['beside'] === COUNT,
    );
    await application.call('releaseGate');
    const responses = await Promise.all(pending);
    expectSame('statuses', countsOf(responses.map(({ status }) => status)), {
      200: COUNT,
    });
    const documents = new Set(
      responses.map(({ body }) => body.replaceAll(CHANGING, '')),
    );
    expectSame('different documents', documents.size, 1);
    const { gated, ...numbers } = JSON.parse(responses[0]?.body ?? '');
    expectSame('the async function', gated, 'here');
    expectSame('the last number', numbers.number999, 1_000_999);
    // 1,000 numbers, beside, cmdline, memstats and node.
    expectSame('the number of names', Object.keys(numbers).length, 1004);
    const { gated: calls } = await application.call('calls');
    expectSame('calls of the async function', calls, 1);
    const times = responses
      .map(({ milliseconds }) => milliseconds)
      .toSorted((a, b) => a - b);
    return `the slowest response took ${Math.round(times.at(-1) ?? 0)} ms`;
  });
}
