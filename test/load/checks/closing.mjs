import { Agent } from 'node:http';
import { Application } from '../application.mjs';
import { get, SlowReader } from '../clients.mjs';
import {
  expectAtMostUnlessSmoke,
  expectSame,
  until,
} from '../expectations.mjs';

/** @typedef {import('../application.mjs').Platform} Platform */

export const name =
  'closing waits neither for hung variables nor for slow readers';

const READERS = 5;

/** @param {Platform} platform */
export async function check(platform) {
  const hung = await Application.with(
    platform,
    { publish: ['hung'] },
    async (application) => {
      const response = get(application.url);
      await until(
        'the variable is called',
        async () => (await application.call('calls'))['hung'] === 1,
      );
      const milliseconds = await application.call('close');
      // A document that had waited for its deadline would be 200.
      expectSame('status', (await response).status, 503);
      return milliseconds;
    },
  );
  const slow = await Application.with(
    platform,
    { publish: ['big'] },
    async (application) => {
      const readers = await Promise.all(
        Array.from({ length: READERS }, () =>
          SlowReader.start(application.port),
        ),
      );
      await Promise.all(readers.map((reader) => reader.readHead()));
      const milliseconds = await application.call('close');
      readers.forEach((reader) => reader.disconnect());
      return milliseconds;
    },
  );
  await checkRefusal(platform);
  expectAtMostUnlessSmoke('ms to close with a hung variable', hung, 300);
  expectAtMostUnlessSmoke('ms to close with slow readers', slow, 500);
  return `${Math.round(hung)} ms with a hung variable, ${Math.round(slow)} ms with slow readers, then 503`;
}

/**
 * While the rest of the application shuts down, kept connections get 503.
 *
 * @param {Platform} platform
 */
async function checkRefusal(platform) {
  await Application.with(platform, {}, async (application) => {
    const agent = new Agent({ keepAlive: true });
    await application.call('holdShutdown');
    expectSame('status', (await get(application.url, { agent })).status, 200);
    const closing = application.call('close');
    await until('a response is 503', async () => {
      const response = await get(application.url, { agent });
      const { status, headers, isReused } = response;
      return status === 503 && headers.connection === 'close' && isReused;
    });
    await application.call('releaseShutdown');
    await closing;
    agent.destroy();
  });
}
