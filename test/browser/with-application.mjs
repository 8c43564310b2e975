import { Application } from './application.mjs';
import { Viewer } from './viewer.mjs';

/**
 * Starts an application, opens its dashboard, and runs `check` on it. The page
 * must not report an error.
 */
export async function withViewer(
  browser,
  options,
  check,
  { at = ({ page }) => page, ...viewerOptions } = {},
) {
  const application = await Application.start(options);
  try {
    const viewer = await Viewer.open(
      browser,
      await at(application),
      viewerOptions,
    );
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
