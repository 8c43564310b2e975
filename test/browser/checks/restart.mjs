import { Application } from '../application.mjs';
import { expectSame } from '../expectations.mjs';
import { LOST_CONNECTION, Viewer } from '../viewer.mjs';

export const name =
  'a restart is told, the past stays in view, and a pause outlasts it';

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const first = await Application.start({ platform });
  const options = { expected: [LOST_CONNECTION] };
  const [live, paused] = await Promise.all([
    Viewer.open(browser, first.page, options),
    Viewer.open(browser, first.page, {
      ...options,
      hash: '#tab=variables&filter=ticks',
    }),
  ]);
  let second;
  try {
    await Promise.all([live.waitUntilLive(), paused.waitUntilLive()]);
    const value = () => paused.textOf('#grid-body [role=row] .c-value');
    await paused.page.click('#pause');
    await paused.page.waitForSelector('#connection[data-status="paused"]');
    const before = await value();

    await first.terminate();
    // Old figures look old.
    await live.page.waitForSelector('#main[data-stale="true"]');
    await live.expectText('#connection', /as of \d/);
    await live.screenshot('reconnecting');

    second = await Application.start({ platform, port: first.port });
    await live.waitUntilLive();
    await live.expectText(
      '#notices',
      new RegExp(
        `restarted: pid ${first.pid} → ${second.pid}, .*closed after \\d+s`,
      ),
    );
    await live.expectSentence(
      new RegExp(`Process restarted .* ${first.pid} → ${second.pid}`),
    );
    await live.expectText('.facts', new RegExp(`pid ${second.pid}`));
    await live.screenshot('restarted');
    await live.openTab('events');
    await live.expectText('#main', /started/i);

    expectSame('value in the pause', await value(), before);
    await paused.expectText('.facts', new RegExp(`pid ${first.pid}`));
    await paused.page.click('#pause');
    await paused.waitUntilLive();
    await paused.expectText('.facts', new RegExp(`pid ${second.pid}`));
    await paused.expectText('#notices', /restarted/);
    await Promise.all([live.expectNoErrors(), paused.expectNoErrors()]);
  } finally {
    await Promise.all([live.close(), paused.close()]);
    first.kill();
    second?.kill();
  }
}
