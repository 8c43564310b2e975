import { expectAtMost, expectSame } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'the page works behind proxies and strict headers, and is small';

/** The compressed size of the HTML and the assets. */
const MAX_BYTES = 48 * 1024;

export async function check({ platform, browser }) {
  let total = 0;
  const checkPage = async (viewer) => {
    await viewer.expectText('#app', /^quotes$/);
    await viewer.expectText('#grid-body', /ticks/);
    await viewer.expectText('#tiles', /MiB/);
  };
  await withViewer(browser, { platform }, async (viewer) => {
    await checkPage(viewer);
    const sizes = await Promise.all(
      viewer.requests
        .filter((request) => /\/ui$|\/ui\/[^/]+\.\w+$/.test(request.url()))
        .map(async (request) => (await request.sizes()).responseBodySize),
    );
    total = sizes.reduce((sum, size) => sum + size, 0);
    expectAtMost('bytes of the page', total, MAX_BYTES);
    expectSame('the assets are part of the size', total > 10_000, true);
  });
  const hardened = { platform, helmet: true, compression: true };
  await withViewer(browser, hardened, checkPage);
  await withViewer(
    browser,
    { ...hardened, prefix: 'api', options: { useGlobalPrefix: true } },
    checkPage,
    { at: ({ url }) => `${url}/api/debug/vars/ui` },
  );
  // upgrade-insecure-requests breaks a page at an http: URL.
  await withViewer(browser, hardened, checkPage, {
    at: ({ port }) => `http://orders.test:${port}/debug/vars/ui`,
    // Browsers warn that they apply these headers to https: URLs only.
    expected: [/Cross-Origin-Opener-Policy|Origin-Agent-Cluster/],
  });
  await withViewer(
    browser,
    { platform, options: { path: '/internal/state' } },
    checkPage,
    { at: ({ url }) => `${url}/internal/state/ui` },
  );
  let proxy;
  await withViewer(browser, hardened, checkPage, {
    at: async ({ url }) => {
      proxy = await startProxy(url, { strip: '/orders/api' });
      return `${proxy.url}/debug/vars/ui`;
    },
  });
  proxy.close();
  return `${total} bytes`;
}
