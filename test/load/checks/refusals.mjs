import { Application } from '../application.mjs';
import { getMany } from '../clients.mjs';
import { countsOf, expectAtMost, expectSame } from '../expectations.mjs';

export const name = '10,000 refused requests';

const MAX_BYTES_EACH = 100;

export async function check(platform) {
  return Application.with(platform, {}, async (application) => {
    const refused = async (count) => {
      const answers = await getMany(application.page, count, 20, {
        headers: { 'X-Forwarded-For': '10.0.0.1' },
      });
      expectSame('statuses', countsOf(answers.map(({ status }) => status)), {
        403: count,
      });
    };
    await refused(1000);
    const before = (await application.ask('memory')).heapUsed;
    await refused(10_000);
    const after = (await application.ask('memory')).heapUsed;
    const kept = Math.round((after - before) / 10_000);
    expectAtMost('bytes kept of each', kept, MAX_BYTES_EACH);
    const lines = await application.ask('lines');
    // A slow machine may take more than a minute.
    expectAtMost('lines in the log', lines.length, 3);
    return `${lines.length} line in the log, ${kept} bytes kept of each`;
  });
}
