import { withViewer } from '../with-application.mjs';

export const name = 'a variable that fails shows its message';

export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer) => {
    await viewer.shows('#shows', /1/);
    await viewer.page.click('#shows button:last-child');
    await viewer.shows('#grid-body', /the database does not answer/);
    await viewer.shows('#count', /^1 of /);
    await viewer.screenshot('failing');
  });
}
