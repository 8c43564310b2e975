import { sized } from '../../support/smoke.mjs';
import { Application } from '../application.mjs';
import { getMany } from '../clients.mjs';
import { countsOf, expectSame } from '../expectations.mjs';

const COUNT = sized(2000, 500);

export const name = `${COUNT} scrapes need no more than a heap of 96 MB`;

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = {
    publish: ['numbers'],
    execArgv: ['--max-old-space-size=96'],
  };
  await Application.with(platform, options, async ({ url }) => {
    const responses = await getMany(url, COUNT, { connections: 50 });
    expectSame('statuses', countsOf(responses.map(({ status }) => status)), {
      200: COUNT,
    });
  });
}
