import { Application } from '../application.mjs';
import { startProxy } from '../proxy.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'the page says why it is refused';

/** @type {[status: number, message: RegExp][]} */
const REFUSALS = [
  [401, /page was refused \(401\)/],
  [403, /page was refused \(403\)/],
  [429, /rate limiter/],
  [404, /no longer served here/],
];

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({ platform });
  try {
    await Promise.all(
      REFUSALS.map(async ([status, pattern]) => {
        const proxy = await startProxy(application.url, {
          refuses: { status, path: /\/ui\/(stream|poll)/ },
        });
        const viewer = await Viewer.open(
          browser,
          `${proxy.url}/debug/vars/ui`,
          { expected: [new RegExp(`status of ${status}`)] },
        );
        try {
          await viewer.expectText('#notices', pattern);
          await viewer.screenshot(`refused-${status}`);
          await viewer.expectNoErrors();
        } finally {
          await viewer.close();
          proxy.close();
        }
      }),
    );
  } finally {
    application.kill();
  }
}
