import { setTimeout } from 'node:timers/promises';
import { Application } from '../application.mjs';
import { get, SlowReader } from '../clients.mjs';
import { countsOf, expectAtMost, expectSame, until } from '../expectations.mjs';

export const name = '100 slow readers of 7 MB';

const MB = 1e6;

/** So long some of them read a little. */
const TRICKLE_MS = 2000;

export async function check(platform) {
  const options = { publish: ['big'] };
  return Application.with(platform, options, async (application) => {
    const whole = (await get(application.page)).body.length;
    const before = (await application.ask('memory')).rss;
    const readers = await Promise.all(
      Array.from({ length: 100 }, () => SlowReader.start(application.port)),
    );
    const heads = await Promise.all(readers.map((reader) => reader.head()));
    const statuses = countsOf(heads.map((head) => head.slice(9, 12)));
    // 64 MiB of documents, and what the system itself takes from the process.
    if (!(statuses[200] >= 9 && statuses[503] >= 1)) {
      throw new Error(`statuses: ${JSON.stringify(statuses)}`);
    }
    expectSame('together', statuses[200] + statuses[503], 100);
    for (const head of heads.filter((text) => text.includes(' 503 '))) {
      if (!/^retry-after: 1$/im.test(head)) {
        throw new Error(`no Retry-After in ${head}`);
      }
    }
    readers.slice(0, 50).forEach((reader) => reader.trickle());
    await setTimeout(TRICKLE_MS);
    const growth = ((await application.ask('peakRss')) - before) / MB;
    expectAtMost('growth of the resident memory, in MB', growth, 300);
    readers.forEach((reader) => reader.goAway());
    await until('a whole document again', 10, async () => {
      const { status, body } = await get(application.page);
      return status === 200 && body.length >= whole - 1000;
    });
    return `${statuses[200]} documents and ${statuses[503]} times 503, ${Math.round(growth)} MB more of resident memory`;
  });
}
