import { Application } from '../application.mjs';
import { get, getMany } from '../clients.mjs';
import { countsOf, expectAtMost, expectSame } from '../expectations.mjs';

export const name = 'a variable that never settles';

const MAX_BYTES_PER_SCRAPE = 150;
const SCRAPES = 5000;

export async function check(platform) {
  const times = await Application.with(
    platform,
    { publish: ['hung'] },
    async ({ page }) => {
      const took = [];
      for (let i = 0; i < 5; i++) {
        const answer = await get(page);
        expectSame('hung', JSON.parse(answer.body).hung, null);
        took.push(answer.took);
      }
      return took;
    },
  );
  // The first has to compile what it runs.
  expectAtMost('an answer, in ms', Math.max(...times.slice(1)), 800);

  const options = { publish: ['hung'], deadline: 50 };
  return Application.with(platform, options, async (application) => {
    const scrape = async (count) => {
      const answers = await getMany(application.page, count, 100);
      expectSame('statuses', countsOf(answers.map(({ status }) => status)), {
        200: count,
      });
    };
    await scrape(1000);
    expectSame('calls in 1,000 scrapes', await application.ask('calls'), {
      hung: 1,
    });
    const growths = [];
    for (let i = 0; i < 2; i++) {
      const before = (await application.ask('memory')).heapUsed;
      await scrape(SCRAPES);
      const after = (await application.ask('memory')).heapUsed;
      growths.push((after - before) / SCRAPES);
    }
    // What leaks does so each time; what is kept for a while does not.
    const growth = Math.round(Math.min(...growths));
    expectAtMost('bytes kept of a scrape', growth, MAX_BYTES_PER_SCRAPE);
    return `answers within ${Math.round(Math.max(...times))} ms, 1 call in 1,000 scrapes, ${growth} bytes kept of a scrape`;
  });
}
