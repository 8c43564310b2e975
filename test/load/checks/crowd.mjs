import { Application } from '../application.mjs';
import { get } from '../clients.mjs';
import { countsOf, expectAtMost, expectSame } from '../expectations.mjs';

export const name = '1,000 scrapes at once, with a variable that takes 200 ms';

export async function check(platform) {
  const options = { publish: ['numbers', 'slow'] };
  return Application.with(platform, options, async (application) => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => get(`${application.page}?prefix=`)),
    );
    expectSame('statuses', countsOf(answers.map(({ status }) => status)), {
      200: 1000,
    });
    for (const { body } of answers) {
      const { slow, ...numbers } = JSON.parse(body);
      expectSame('the slow one', slow, 'here');
      expectSame('the last of the numbers', numbers.number999, 1_000_999);
      expectSame('how many names', Object.keys(numbers).length, 1003);
    }
    const calls = (await application.ask('calls')).slow;
    expectAtMost('evaluations', calls, 10);
    const times = answers.map(({ took }) => took).toSorted((a, b) => a - b);
    return `${calls} evaluations, documents of ${Math.round(answers[0].body.length / 1000)} KB, 99 of 100 within ${Math.round(times[990])} ms`;
  });
}
