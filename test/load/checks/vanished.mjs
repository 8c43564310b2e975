import { setTimeout } from 'node:timers/promises';
import { Application } from '../application.mjs';
import { expectAtMost, expectSame, until } from '../expectations.mjs';
import { Http2Peer } from '../http2-peer.mjs';

export const name = '100 peers that vanish';

const COUNT = 100;
const MAX_CLOSE_MS = 500;

/** When a peer goes, without a word of its protocol. */
const moments = [
  () => {}, // Before it has asked.
  (peer) => peer.ask(), // Before it is heard.
  async (peer) => {
    peer.ask();
    await setTimeout(20); // While it waits.
  },
  async (peer) => {
    peer.ask();
    await peer.answer(); // In the middle of the answer.
  },
];

export async function check(platform) {
  const options = { publish: ['slow', 'big'] };
  return Application.with(platform, options, async (application) => {
    const resources = await application.ask('resources');
    await Promise.all(
      Array.from({ length: COUNT }, async (_, i) => {
        const peer = await Http2Peer.start(application.port);
        await moments[i % moments.length](peer);
        peer.vanish();
      }),
    );
    await until('nothing is left', 20, async () => {
      const left = await application.ask('resources');
      return left.length === resources.length;
    });
    expectSame('resources', await application.ask('resources'), resources);
    expectSame('the log', await application.ask('lines'), []);
    const last = await Http2Peer.start(application.port);
    last.ask();
    expectSame('the page', (await last.answer()).slice(0, 2), '{\n');
    last.vanish();
    const time = await application.close();
    expectAtMost('ms to close', time, MAX_CLOSE_MS);
    expectSame('the log', await application.ask('lines'), []);
    return `not a line in the log, ${Math.round(time)} ms to close`;
  });
}
