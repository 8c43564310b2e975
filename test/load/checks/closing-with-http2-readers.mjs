import { Application } from '../application.mjs';
import { expectAtMostUnlessSmoke } from '../expectations.mjs';
import { Http2Peer } from '../http2-peer.mjs';

export const name = 'closing does not wait for HTTP/2 peers that stop reading';

const READERS = 5;

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = { publish: ['big'] };
  return Application.with(platform, options, async (application) => {
    const peers = await Promise.all(
      Array.from({ length: READERS }, () => Http2Peer.start(application.port)),
    );
    await Promise.all(
      peers.map(async (peer) => {
        peer.request();
        await peer.readBeginning();
        peer.stopReading();
      }),
    );
    const milliseconds = await application.call('close');
    expectAtMostUnlessSmoke('ms to close', milliseconds, 500);
    peers.forEach((peer) => peer.reset());
    return `${Math.round(milliseconds)} ms`;
  });
}
