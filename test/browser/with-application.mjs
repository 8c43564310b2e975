import { Application } from './application.mjs';
import { Viewer } from './viewer.mjs';

/**
 * Starts an application, opens its dashboard, and runs `check` on it. The page
 * must not report an error.
 *
 * @template T
 * @param {import('playwright-core').Browser} browser
 * @param {import('./application.mjs').Options} options
 * @param {(viewer: Viewer, application: Application) => Promise<T>} check
 * @param {import('./viewer.mjs').ViewerOptions} [viewerOptions]
 */
export async function withViewer(browser, options, check, viewerOptions) {
  const application = await Application.start(options);
  try {
    const viewer = await Viewer.open(browser, application.page, viewerOptions);
    try {
      await viewer.waitUntilLive();
      const result = await check(viewer, application);
      await viewer.expectNoErrors();
      return result;
    } finally {
      await viewer.close();
    }
  } finally {
    application.kill();
  }
}
