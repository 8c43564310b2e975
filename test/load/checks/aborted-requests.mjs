import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { sized } from '../../support/smoke.mjs';
import { Application } from '../application.mjs';
import { get, openConnection } from '../clients.mjs';
import { expectNothingKept, expectSame, until } from '../expectations.mjs';

const COUNT = sized(1000, 300);
const CONNECTIONS = 50;

export const name = `${COUNT} requests that clients abort leave nothing behind`;

/**
 * When a client disconnects.
 *
 * @type {((socket: import('node:net').Socket) => unknown)[]}
 */
const moments = [
  () => {}, // Immediately.
  () => setTimeout(20), // While it waits for the response.
  (socket) => once(socket, 'data'), // In the middle of the response.
];

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = { publish: ['slow', 'big'] };
  return Application.with(platform, options, async (application) => {
    // All at the same time, because Node keeps as many HTTP parsers for reuse as
    // there have been connections.
    await abortRequests(application.port, COUNT);
    await untilSettled(application);
    const resources = await application.call('resources');
    const remark = await expectNothingKept(
      application,
      { requests: COUNT, maxBytes: 1000 },
      async () => {
        await abortRequests(application.port, CONNECTIONS);
        await untilSettled(application);
      },
    );
    expectSame('resources', await application.call('resources'), resources);
    expectSame('the log', await application.call('logLines'), []);
    expectSame('status', (await get(application.url)).status, 200);
    return remark;
  });
}

/**
 * Waits until no connection is left, nor a call of the variable.
 *
 * @param {Application} application
 */
async function untilSettled(application) {
  await until('all connections and calls end', async () => {
    const resources = await application.call('resources');
    return !resources.some((type) =>
      /^(?:Immediate|TCPSocketWrap|Timeout)$/.test(type),
    );
  });
}

/**
 * @param {number} port
 * @param {number} connections how many requests run at the same time
 */
async function abortRequests(port, connections) {
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < COUNT) {
        const untilMoment = moments[next++ % moments.length];
        const socket = await openConnection(port);
        socket.on('error', () => {});
        socket.write('GET /debug/vars HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await untilMoment?.(socket);
        socket.resetAndDestroy();
      }
    }),
  );
}
