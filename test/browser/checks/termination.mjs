import { Application } from '../application.mjs';
import { expectAtMost } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'the application ends on SIGTERM while the page is open';

/** An open stream would keep the application for ever. */
const MAX_MS = 30_000;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({ platform });
  const viewer = await Viewer.open(browser, application.page);
  try {
    await viewer.waitUntilLive();
    const took = await application.terminate();
    expectAtMost('milliseconds until the end', took, MAX_MS);
    return `${took.toFixed(0)} ms`;
  } finally {
    await viewer.close();
    application.kill();
  }
}
