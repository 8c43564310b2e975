import { Application } from './application.mjs';
import { Viewer } from './viewer.mjs';

/**
 * Has `look` use an application and a viewer of it, who must see nothing go
 * wrong, and ends both.
 */
export async function withViewer(
  browser,
  options,
  look,
  { at = ({ page }) => page, ...viewing } = {},
) {
  const application = await Application.start(options);
  try {
    const viewer = await Viewer.open(browser, await at(application), viewing);
    try {
      await viewer.live();
      const result = await look(viewer, application);
      await viewer.expectPeace();
      return result;
    } finally {
      await viewer.close();
    }
  } finally {
    application.kill();
  }
}
