import { Application } from '../application.mjs';
import { getMany } from '../clients.mjs';
import { countsOf, expectSame } from '../expectations.mjs';

export const name = '2,000 scrapes with a heap of 96 MB';

export async function check(platform) {
  const options = {
    publish: ['numbers'],
    execArgv: ['--max-old-space-size=96'],
  };
  return Application.with(platform, options, async ({ page }) => {
    const answers = await getMany(page, 2000, 50);
    expectSame('statuses', countsOf(answers.map(({ status }) => status)), {
      200: 2000,
    });
    return 'all answered';
  });
}
