import { Application } from '../application.mjs';
import { getMany } from '../clients.mjs';
import { countsOf, expectAtMost, expectSame } from '../expectations.mjs';

export const name = '10,000 refused requests';

const COUNT = 10_000;
const MAX_BYTES_EACH = 100;

/** One for each of some reasons; what they hold differs from each to the next. */
const kinds = [
  (i) => ({ 'X-Forwarded-For': `10.0.${i >> 8}.${i & 255}` }),
  (i) => ({ Origin: `http://site${i}.example` }),
  (i) => ({ Host: `site${i}.example` }),
  (i) => ({ 'Sec-Fetch-Site': 'cross-site', Referer: `http://${i}.example/` }),
];

/** An unmarked proxy may be behind one of them, which is said once. */
const REMARKS = 1;

export async function check(platform) {
  return Application.with(platform, {}, async (application) => {
    const start = performance.now();
    const refused = async (count) => {
      const headersOf = (i) => kinds[i % kinds.length](i);
      const answers = await getMany(application.page, count, 20, headersOf);
      expectSame('statuses', countsOf(answers.map(({ status }) => status)), {
        403: count,
      });
    };
    await refused(1000);
    const before = (await application.ask('memory')).heapUsed;
    await refused(COUNT);
    const after = (await application.ask('memory')).heapUsed;
    const kept = Math.round((after - before) / COUNT);
    expectAtMost('bytes kept of each', kept, MAX_BYTES_EACH);
    const { length } = await application.ask('lines');
    // A slow machine may take more than a minute.
    const minutes = Math.ceil((performance.now() - start) / 60_000);
    expectAtMost('lines in the log', length, kinds.length * minutes + REMARKS);
    expectAtMost('reasons without a line', kinds.length - length, 0);
    return `${length} lines in the log for ${kinds.length} reasons, ${kept} bytes kept of each`;
  });
}
