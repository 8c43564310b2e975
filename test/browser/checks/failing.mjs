import { withViewer } from '../with-application.mjs';

export const name = 'a failing variable shows its message';

export async function check({ platform, browser }) {
  await withViewer(browser, { platform }, async (viewer) => {
    await viewer.expectText('#tabs', /1/);
    await viewer.page.click('#tabs [value=failing]');
    await viewer.expectText('#grid-body', /the database does not answer/);
    await viewer.expectText('#count', /^1 of /);
    await viewer.screenshot('failing');
  });
  await withViewer(
    browser,
    { platform, variables: 'failingMember' },
    async (viewer) => {
      await viewer.expectText(
        '#grid-body',
        /paypal.*the gateway does not answer/,
      );
      await viewer.page.click('#grid-body .toggle');
      await viewer.page.waitForSelector('#grid-body .map .warning:visible');
    },
  );
}
