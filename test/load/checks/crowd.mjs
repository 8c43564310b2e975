import { Application } from '../application.mjs';
import { get, opened } from '../clients.mjs';
import { countsOf, expectAtMost, expectSame, until } from '../expectations.mjs';

export const name = '1,000 scrapes at once, with a variable that takes 200 ms';

const COUNT = 1000;

/** What is of the process itself, and changes. */
const OWN = /^"(?:memstats|node)": .*\n/gm;

export async function check(platform) {
  const options = { publish: ['numbers', 'slow'] };
  return Application.with(platform, options, async (application) => {
    // Connections first, or the last scrape comes when the first has ended.
    const sockets = await Promise.all(
      Array.from({ length: COUNT }, () => opened(application.port)),
    );
    await until(
      'all are connected',
      20,
      async () => (await application.ask('connections')) === COUNT,
    );
    const answers = await Promise.all(
      sockets.map((socket) => get(`${application.page}?prefix=`, { socket })),
    );
    expectSame('statuses', countsOf(answers.map(({ status }) => status)), {
      200: COUNT,
    });
    const bodies = new Set(answers.map(({ body }) => body.replaceAll(OWN, '')));
    expectSame('different documents', bodies.size, 1);
    const { slow, ...numbers } = JSON.parse(answers[0].body);
    expectSame('the slow one', slow, 'here');
    expectSame('the last of the numbers', numbers.number999, 1_000_999);
    expectSame('how many names', Object.keys(numbers).length, 1003);
    const calls = (await application.ask('calls')).slow;
    expectAtMost('evaluations', calls, 10);
    const times = answers.map(({ took }) => took).toSorted((a, b) => a - b);
    return `${calls} evaluations, documents of ${Math.round(answers[0].body.length / 1000)} KB, 99 of 100 within ${Math.round(times[990])} ms`;
  });
}
