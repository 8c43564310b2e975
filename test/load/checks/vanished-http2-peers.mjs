import { setTimeout } from 'node:timers/promises';
import { Application } from '../application.mjs';
import {
  expectAtMostUnlessSmoke,
  expectSame,
  until,
} from '../expectations.mjs';
import { Http2Peer } from '../http2-peer.mjs';

export const name = '100 HTTP/2 peers that vanish leave nothing behind';

const COUNT = 100;

/**
 * When a peer resets its connection, without ending it by the protocol.
 *
 * @type {((peer: Http2Peer) => unknown)[]}
 */
const moments = [
  () => {}, // Before it sends a request.
  (peer) => peer.request(), // Before the request arrives.
  async (peer) => {
    peer.request();
    await setTimeout(20); // While it waits for the response.
  },
  async (peer) => {
    peer.request();
    await peer.readBeginning(); // In the middle of the response.
  },
];

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = { publish: ['slow', 'big'] };
  return Application.with(platform, options, async (application) => {
    const resources = await application.call('resources');
    await Promise.all(
      Array.from({ length: COUNT }, async (_, i) => {
        const peer = await Http2Peer.start(application.port);
        await moments[i % moments.length]?.(peer);
        peer.reset();
      }),
    );
    await until('all connections end', async () => {
      const left = await application.call('resources');
      return left.length === resources.length;
    });
    expectSame('resources', await application.call('resources'), resources);
    expectSame('the log', await application.call('logLines'), []);
    const last = await Http2Peer.start(application.port);
    last.request();
    const beginning = await last.readBeginning();
    expectSame('the document', beginning.slice(0, 2), '{\n');
    last.reset();
    const milliseconds = await application.call('close');
    expectAtMostUnlessSmoke('ms to close', milliseconds, 500);
    expectSame('the log', await application.call('logLines'), []);
    return `${Math.round(milliseconds)} ms to close`;
  });
}
