import { Application } from '../application.mjs';
import { expectAtMost } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'SIGTERM while somebody looks';

const MAX_MS = 1000;

export async function check({ platform, browser }) {
  const application = await Application.start({ platform });
  const viewer = await Viewer.open(browser, application.page);
  try {
    await viewer.live();
    const took = await application.terminate();
    expectAtMost('until it has ended, in ms', took, MAX_MS);
    return `${took.toFixed(0)} ms`;
  } finally {
    await viewer.close();
    application.kill();
  }
}
