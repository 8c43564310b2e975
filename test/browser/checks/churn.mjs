import { Application } from '../application.mjs';
import { expectAtMost, expectSame } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'keys that replace others do not fill the page';

/** 50 keys are replaced in a second of the application. */
const SPEED = 10;
const CHURN = 50;
/** The application deletes a key when 50 newer ones exist. */
const MAX_LIVE = 60;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({
    platform,
    variables: 'shop',
    faults: { churn: CHURN },
    speed: SPEED,
  });
  const viewer = await Viewer.open(browser, application.page, {
    hash: '#tab=variables&filter=session-',
  });
  try {
    await viewer.waitUntilLive();
    // More keys have existed than the process has series.
    await viewer.page.waitForFunction(() =>
      [...document.querySelectorAll('#grid-body .name')].some((cell) =>
        /^session-[3-9]\d{3}$/.test(cell.textContent),
      ),
    );
    const names = await viewer.page.$$eval('#grid-body .name', (cells) =>
      cells.map((cell) => cell.textContent).filter((text) => /\d/.test(text)),
    );
    expectAtMost('keys that are shown', names.length, MAX_LIVE);
    const oldest = Math.min(...names.map((text) => Number(text.split('-')[1])));
    expectSame('gone keys are shown', oldest < 2000, false);
    await viewer.page.fill('#filter', 'placed');
    await viewer.waitForRow('placed');
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
    application.kill();
  }
}
