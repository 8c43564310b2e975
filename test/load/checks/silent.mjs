import { Application } from '../application.mjs';
import { expectAtMost } from '../expectations.mjs';
import { Http2Peer } from '../http2-peer.mjs';

export const name = 'closing while readers have fallen silent';

const READERS = 5;
const MAX_CLOSE_MS = 500;

export async function check(platform) {
  const times = [];
  // The least of three times, for a machine may be busy elsewhere.
  for (let i = 0; i < 3 && !(times.at(-1) <= MAX_CLOSE_MS); i++) {
    times.push(await closed(platform));
  }
  const time = Math.round(Math.min(...times));
  expectAtMost('ms to close', time, MAX_CLOSE_MS);
  return `${time} ms`;
}

function closed(platform) {
  return Application.with(
    platform,
    { publish: ['big'] },
    async (application) => {
      const peers = await Promise.all(
        Array.from({ length: READERS }, () =>
          Http2Peer.start(application.port),
        ),
      );
      await Promise.all(
        peers.map(async (peer) => {
          peer.ask();
          await peer.answer();
          peer.fallSilent();
        }),
      );
      const time = await application.close();
      peers.forEach((peer) => peer.vanish());
      return time;
    },
  );
}
