import { Application } from '../application.mjs';
import { freePorts } from '../../support/free-ports.mjs';
import { startProxy } from '../proxy.mjs';
import { Viewer } from '../viewer.mjs';

export const name =
  'the page works on a port of its own, below prefixes, behind proxies and helmet';

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const hardened = { platform, helmet: true, compression: true };
  const port = await freePorts(1);
  await withApplication(hardened, async (application) => {
    const proxy = await startProxy(application.url, { strip: '/orders/api' });
    await checkPage(browser, application.page);
    await checkPage(browser, `${proxy.url}/debug/vars/ui`);
    // upgrade-insecure-requests breaks a page at an http: URL.
    await checkPage(
      browser,
      `http://orders.test:${application.port}/debug/vars/ui`,
      // Browsers warn that they apply these headers to https: URLs only.
      { expected: [/Cross-Origin-Opener-Policy|Origin-Agent-Cluster/] },
    );
    proxy.close();
  });
  await withApplication(
    { ...hardened, prefix: 'api', options: { useGlobalPrefix: true } },
    ({ url }) => checkPage(browser, `${url}/api/debug/vars/ui`),
  );
  await withApplication(
    { platform, options: { path: '/internal/state' } },
    ({ url }) => checkPage(browser, `${url}/internal/state/ui`),
  );
  await withApplication({ platform, options: { server: { port } } }, () =>
    checkPage(browser, `http://127.0.0.1:${port}/debug/vars/ui`),
  );
}

/**
 * @param {import('../application.mjs').Options} options
 * @param {(application: Application) => Promise<void>} body
 */
async function withApplication(options, body) {
  const application = await Application.start(options);
  try {
    await body(application);
  } finally {
    application.kill();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {import('../viewer.mjs').ViewerOptions} [options]
 */
async function checkPage(browser, url, options = {}) {
  const viewer = await Viewer.open(browser, url, {
    hash: '#tab=variables',
    ...options,
  });
  try {
    await viewer.waitUntilLive();
    await viewer.expectText('h1', /^quotes$/);
    await viewer.expectText('#grid-body', /ticks/);
    await viewer.expectNoErrors();
  } catch (error) {
    throw new Error(`${url}: ${String(error)}`, { cause: error });
  } finally {
    await viewer.close();
  }
}
