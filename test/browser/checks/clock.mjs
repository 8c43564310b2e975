import { Application } from '../application.mjs';
import { expectNear } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

export const name =
  'rates stay right when the clock is set and when the process is stopped';

const HOUR = 3_600_000;

/** The counter `elapsed` grows by 1,000 in each second of the process. */
const EXPECTED = 1000;
const TOLERANCE = 0.2;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({ platform });
  const viewer = await Viewer.open(browser, application.page, {
    hash: '#tab=variables&filter=elapsed',
  });
  try {
    await viewer.waitUntilLive();
    await viewer.expectCell('elapsed', 'change', /\d\/s/);
    /** @param {string} what */
    const expectRate = async (what) => {
      for (let i = 0; i < 4; i++) {
        await viewer.waitForTick();
        const text = await viewer.cell('elapsed', 'change');
        const rate = Number.parseFloat(text.replaceAll(',', ''));
        expectNear(`the rate ${what}`, rate, EXPECTED, TOLERANCE);
      }
    };
    for (const clock of [-HOUR, HOUR, 0]) {
      await application.set({ clock });
      await expectRate(`after the clock was set by ${clock} ms`);
    }
    application.suspend();
    await viewer.page.waitForSelector('main[data-stale="true"]');
    await viewer.screenshot('stopped');
    application.resume();
    await viewer.page.waitForSelector('main[data-stale="false"]');
    await expectRate('after the process was stopped');
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
    application.resume();
    application.kill();
  }
}
