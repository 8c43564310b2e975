import { once } from 'node:events';
import { Application } from '../application.mjs';
import { get, opened } from '../clients.mjs';
import { expectAtMost, expectSame, until } from '../expectations.mjs';

export const name = '1,000 requests that are given up';

const COUNT = 1000;
const AT_ONCE = 50;
const MAX_BYTES_EACH = 1000;

/** When a client goes away. */
const moments = [
  () => {}, // At once.
  () => new Promise((resolve) => setTimeout(resolve, 20)), // While it waits.
  (socket) => once(socket, 'data'), // In the middle of the answer.
];

export async function check(platform) {
  const options = { publish: ['slow', 'big'] };
  return Application.with(platform, options, async (application) => {
    await giveUp(application.port, AT_ONCE);
    await settled(application);
    const resources = await application.ask('resources');
    const before = await application.ask('memory');
    await giveUp(application.port, COUNT);
    await settled(application);
    expectSame('resources', await application.ask('resources'), resources);
    expectSame('the log', await application.ask('lines'), []);
    const after = await application.ask('memory');
    const kept = Math.round((after.heapUsed - before.heapUsed) / COUNT);
    expectAtMost('bytes kept of each', kept, MAX_BYTES_EACH);
    expectSame('status', (await get(application.page)).status, 200);
    return `not a line in the log, ${kept} bytes kept of each`;
  });
}

/** No connection is left, nor a call of the variable. */
async function settled(application) {
  await until('settled', 20, async () => {
    const resources = await application.ask('resources');
    return !resources.some((kind) => /^(?:Timeout|TCPSocketWrap)$/.test(kind));
  });
}

async function giveUp(port, count) {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        await giveUpOne(port, moments[next++ % moments.length]);
      }
    }),
  );
}

async function giveUpOne(port, moment) {
  const socket = await opened(port);
  socket.on('error', () => {});
  socket.write('GET /debug/vars HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await moment(socket);
  socket.resetAndDestroy();
}
