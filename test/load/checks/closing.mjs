import { Agent } from 'node:http';
import { Application } from '../application.mjs';
import { get, SlowReader } from '../clients.mjs';
import { expectAtMost, expectSame, until } from '../expectations.mjs';

export const name = 'closing';

export async function check(platform) {
  const hung = await closed(platform, 'hung', 300, async (application) => {
    const answer = get(application.page);
    await until(
      'the variable is asked',
      10,
      async () => (await application.ask('calls')).hung === 1,
    );
    return async () => expectSame('status', (await answer).status, 503);
  });
  const slow = await closed(platform, 'big', 500, async ({ port }) => {
    const readers = await Promise.all(
      Array.from({ length: 5 }, () => SlowReader.start(port)),
    );
    await Promise.all(readers.map((reader) => reader.head()));
    return () => readers.forEach((reader) => reader.goAway());
  });
  await refused(platform);
  return `${Math.round(hung)} ms with a hung variable, ${Math.round(slow)} ms with slow readers, and 503 once it has begun`;
}

/** The least of three times, for a machine may be busy elsewhere. */
async function closed(platform, what, limit, begin) {
  const times = [];
  for (let i = 0; i < 3 && !(times.at(-1) <= limit); i++) {
    const options = { publish: [what], deadline: 10_000 };
    await Application.with(platform, options, async (application) => {
      const end = await begin(application);
      times.push(await application.close());
      await end();
    });
  }
  const time = Math.min(...times);
  expectAtMost(`ms to close, ${what}`, time, limit);
  return time;
}

/** On a connection that is kept, while another part has yet to end. */
async function refused(platform) {
  await Application.with(platform, {}, async (application) => {
    const agent = new Agent({ keepAlive: true });
    await application.ask('holdBack');
    expectSame('status', (await get(application.page, { agent })).status, 200);
    const closing = application.close();
    await until('503', 10, async () => {
      const { status, headers, isReused } = await get(application.page, {
        agent,
      });
      return status === 503 && headers.connection === 'close' && isReused;
    });
    await application.ask('release');
    await closing;
    agent.destroy();
  });
}
