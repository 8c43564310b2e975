import { sized } from '../../support/smoke.mjs';
import { Application } from '../application.mjs';
import { get, getMany } from '../clients.mjs';
import {
  countsOf,
  expectAtMostUnlessSmoke,
  expectNothingKept,
  expectSame,
} from '../expectations.mjs';

export const name =
  'a function that never settles is called once and leaves nothing behind';

const SCRAPES = sized(5000, 500);
const DEADLINE_MS = 500;

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const slowest = await slowestResponse(platform);
  expectAtMostUnlessSmoke('ms to respond', slowest, DEADLINE_MS + 300);

  const options = { publish: ['hung'], deadline: 50 };
  return Application.with(platform, options, async (application) => {
    /** @param {number} count */
    const scrape = async (count) => {
      const responses = await getMany(application.url, count, {
        connections: 100,
      });
      expectSame('statuses', countsOf(responses.map(({ status }) => status)), {
        200: count,
      });
    };
    // The first two leave what the process keeps once, such as compiled code.
    await scrape(SCRAPES);
    await scrape(SCRAPES);
    const remark = await expectNothingKept(
      application,
      { requests: SCRAPES, maxBytes: 150 },
      () => scrape(SCRAPES),
    );
    expectSame('calls', await application.call('calls'), { hung: 1 });
    return `responses within ${Math.round(slowest)} ms, ${remark}`;
  });
}

/** @param {import('../application.mjs').Platform} platform */
async function slowestResponse(platform) {
  const options = { publish: ['hung'], deadline: DEADLINE_MS };
  return Application.with(platform, options, async ({ url }) => {
    const times = [];
    for (let i = 0; i < 4; i++) {
      const { body, milliseconds } = await get(url);
      expectSame('hung', JSON.parse(body).hung, null);
      times.push(milliseconds);
    }
    // The first has to compile what it runs.
    return Math.max(...times.slice(1));
  });
}
