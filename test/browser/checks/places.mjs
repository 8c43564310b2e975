import { expectAtMost, expectMatch } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'works where pages break, and is small';

/** All of the page, as browsers ask for it. */
const MAX_BYTES = 40 * 1024;

export async function check({ platform, browser }) {
  const look = async (viewer) => {
    await viewer.shows('#app', /^quotes$/);
    await viewer.shows('#grid-body', /ticks/);
    await viewer.shows('#tiles', /MiB/);
  };
  await withViewer(browser, { platform }, async (viewer) => {
    await look(viewer);
    const sizes = await Promise.all(
      viewer.requests
        .filter((request) => /\/ui$|\/ui\/[^/]+\.\w+$/.test(request.url()))
        .map(async (request) => (await request.sizes()).responseBodySize),
    );
    total = sizes.reduce((sum, size) => sum + size, 0);
    expectAtMost('bytes of the page', total, MAX_BYTES);
    expectAtMost('too few bytes to be it', -total, -10_000);
  });
  const hardened = { platform, helmet: true, compression: true };
  await withViewer(browser, hardened, look);
  await withViewer(
    browser,
    { ...hardened, prefix: 'api', options: { useGlobalPrefix: true } },
    look,
    { at: ({ url }) => `${url}/api/debug/vars/ui` },
  );
  // What upgrades requests to https breaks a page at a plain name.
  await withViewer(browser, hardened, look, {
    at: ({ port }) => `http://orders.test:${port}/debug/vars/ui`,
    // What helmet asks of browsers, these do for https alone, and say so.
    expected: [/Cross-Origin-Opener-Policy|Origin-Agent-Cluster/],
  });
  await withViewer(
    browser,
    { platform, options: { path: '/internal/state' } },
    look,
    { at: ({ url }) => `${url}/internal/state/ui` },
  );
  let proxy;
  await withViewer(browser, hardened, look, {
    at: async ({ url }) => {
      proxy = await startProxy(url, { strip: '/orders/api' });
      return `${proxy.url}/debug/vars/ui`;
    },
  });
  proxy.close();
  expectMatch('bytes', total, /^\d+$/);
  return `${total} bytes in all`;
}

let total = 0;
