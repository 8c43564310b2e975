import { Application } from '../application.mjs';
import { expectSame } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { Viewer } from '../viewer.mjs';

export const name =
  'behind a balancer no answer of another process counts as one of this';

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const [first, second] = await Promise.all([
    Application.start({ platform }),
    Application.start({ platform }),
  ]);
  const proxy = await startProxy([first.url, second.url]);
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`, {
    hash: '#tab=variables&open=pid',
  });
  try {
    const { page } = viewer;
    await viewer.waitUntilLive();
    const facts = await viewer.textOf('.facts');
    const [shown, other] = facts.includes(`pid ${first.pid}`)
      ? [first, second]
      : [second, first];
    // Requests go to both in turn, so one of the first two is answered by the other.
    await viewer.expectText(
      'body',
      new RegExp(
        `[Aa]nswered by pid ${other.pid}, this page shows (pid )?${shown.pid}`,
      ),
    );
    for (let i = 0; i < 4; i++) {
      const json = await readJson(viewer);
      expectSame(
        `the process of the JSON ${json}`,
        json.includes(String(other.pid)) && !/answered by/i.test(json),
        false,
      );
      await page.click('#drawer .json-now button:has-text("Refresh")');
    }
    await viewer.screenshot('balancer');
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
    proxy.close();
    first.kill();
    second.kill();
  }
}

/**
 * Returns what the details say of the JSON, when they have fetched it.
 *
 * @param {Viewer} viewer
 */
async function readJson(viewer) {
  await viewer.expectText('#drawer-as-of', /as of|Could not/);
  return viewer.textOf('#drawer .json-now');
}
