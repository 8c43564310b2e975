import { Application } from '../application.mjs';
import { expectSame } from '../expectations.mjs';
import { LOST_CONNECTION, Viewer } from '../viewer.mjs';

export const name = 'the page says that the process was restarted';

export async function check({ platform, browser }) {
  const first = await Application.start({ platform });
  const viewer = await Viewer.open(browser, first.page, {
    expected: [LOST_CONNECTION],
  });
  try {
    await viewer.waitUntilLive();
    await first.terminate();
    await viewer.page.waitForSelector('#connection:not([data-status="live"])');
    await viewer.screenshot('reconnecting');
    const second = await Application.start({ platform, port: first.port });
    try {
      await viewer.expectText(
        '#banners',
        new RegExp(
          `Now connected to pid ${second.pid} on .*; all values have started again`,
        ),
      );
      await viewer.waitUntilLive();
      await viewer.expectText('#facts', new RegExp(`pid ${second.pid}`));
      await viewer.screenshot('restarted');
      await viewer.expectNoErrors();
      expectSame(
        'pids before and after are the same',
        first.pid === second.pid,
        false,
      );
    } finally {
      second.kill();
    }
  } finally {
    await viewer.close();
    first.kill();
  }
}
