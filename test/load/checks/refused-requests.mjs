import { sized } from '../../support/smoke.mjs';
import { Application } from '../application.mjs';
import { getMany } from '../clients.mjs';
import {
  countsOf,
  expectAtMost,
  expectNothingKept,
  expectSame,
} from '../expectations.mjs';

const COUNT = sized(10_000, 1000);

export const name = `${COUNT} refused requests log one line for each reason`;

/**
 * The headers of a refused request, for each of some reasons. They differ from
 * request to request.
 *
 * @type {((index: number) => Record<string, string>)[]}
 */
const reasons = [
  (i) => ({ 'X-Forwarded-For': `10.0.${i >> 8}.${i & 255}` }),
  (i) => ({ Origin: `http://site${i}.example` }),
  (i) => ({ Host: `site${i}.example` }),
  (i) => ({ 'Sec-Fetch-Site': 'cross-site', Referer: `http://${i}.example/` }),
];

/** One more line says once that a proxy may be in front. */
const OTHER_LINES = 1;

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  return Application.with(platform, {}, async (application) => {
    const start = performance.now();
    /** @param {number} count */
    const refuse = async (count) => {
      const responses = await getMany(application.url, count, {
        connections: 20,
        headersOf: (i) => reasons[i % reasons.length]?.(i) ?? {},
      });
      expectSame('statuses', countsOf(responses.map(({ status }) => status)), {
        403: count,
      });
    };
    await refuse(1000);
    const remark = await expectNothingKept(
      application,
      { requests: COUNT, maxBytes: 100 },
      () => refuse(COUNT),
    );
    const { length } = await application.call('logLines');
    // One line per minute, and a slow machine may take more than a minute.
    const minutes = Math.ceil((performance.now() - start) / 60_000);
    expectAtMost('log lines', length, reasons.length * minutes + OTHER_LINES);
    expectAtMost('reasons without a log line', reasons.length - length, 0);
    return `${length} log lines, ${remark}`;
  });
}
