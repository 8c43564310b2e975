// Checks the configuration lines of the documentation that deny the document in
// the proxy, in front of applications whose document is public.
import { blocksOf, readPage } from '../docs/blocks.mjs';
import { PLATFORMS, SECRET, startApplication } from './applications.mjs';
import { attacksOn, requestFor, SITE } from './attacks.mjs';
import { send } from './client.mjs';
import { ELSEWHERE, startLenientServer } from './lenient-server.mjs';
import { apache, caddy, haproxy, nginx, whereIs } from './programs.mjs';
import { startProxies } from './proxies.mjs';

const PAGE = 'docs/guide/access.md';

/**
 * The lines of the documentation for one proxy.
 *
 * @typedef {object} Denial
 * @property {string} name
 * @property {import('./programs.mjs').Program} program
 * @property {string} language of the block with the lines
 * @property {(lines: string, site: import('./programs.mjs').Site) => string} around
 *   returns a site that has the lines
 */

/** @type {Denial[]} */
const DENIALS = [
  {
    name: 'nginx',
    program: nginx,
    language: 'nginx',
    around: (lines, { port, target }) => `
      server {
        listen 127.0.0.1:${port};
        ${lines}
        location / {
          proxy_pass http://${target};
        }
      }`,
  },
  {
    name: 'HAProxy',
    program: haproxy,
    language: 'haproxy',
    around: (lines, { port, target }) => `
      listen proxy${port}
        bind 127.0.0.1:${port}
        ${lines}
        server backend ${target}`,
  },
  {
    name: 'Caddy',
    program: caddy,
    language: 'caddyfile',
    around: (lines, { port, target }) => `
      http://:${port} {
        bind 127.0.0.1
        ${lines}
        reverse_proxy ${target}
      }`,
  },
  {
    name: 'Apache',
    program: apache,
    language: 'apache',
    around: (lines, { port, target }) => `
      Listen 127.0.0.1:${port}
      <VirtualHost 127.0.0.1:${port}>
        ${lines}
        ProxyPass / http://${target}/
      </VirtualHost>`,
  },
];

/** Paths that at least one router serves as the document. */
const SPELLINGS = [
  '/debug/vars',
  '/debug/vars?x=1',
  '/debug/vars?',
  '/debug/vars#x',
  '/debug/vars;x=1',
  '/DEBUG/VARS',
  '/Debug/vars',
  '/debug/vars/',
  '//debug/vars',
  '/debug//vars',
  '///debug///vars//',
  '/./debug/vars',
  '/debug/./vars',
  '/x/../debug/vars',
  '/debug/x/../vars',
  '/debug/../debug/vars',
  '/debug/%76ars',
  '/%64ebug/vars',
  '/%44%45%42%55%47/%56%41%52%53',
  '/debug%2Fvars',
  '/%2fdebug/vars',
  '/%2e/debug/vars',
  '/x/%2e%2e/debug/vars',
  '/x%2F..%2Fdebug/vars',
  '/debug\\vars',
  '/debug\\vars#x',
  '/debug%5Cvars',
  '/debug/vars;%zz',
  '/debug/vars#%zz',
  '/%64ebug/vars;%zz',
];
const ELSEWHERE_PATHS = ['/', '/orders', '/orders/debug-it', '/?x=/debug/vars'];

/**
 * Runs one check for each proxy in front of each application.
 *
 * @param {import('../support/report.mjs').Report} report
 */
export async function checkDenials(report) {
  const blocks = blocksOf(PAGE, await readPage(PAGE));
  const installed = DENIALS.filter(({ program }) => whereIs(program));
  for (const { name } of DENIALS.filter((each) => !installed.includes(each))) {
    console.log(`--    ${name} is not installed: its lines are not checked`);
  }
  const lenient = await startLenientServer();
  const applications = await Promise.all(
    PLATFORMS.map((platform) =>
      startApplication(platform, { access: 'public' }),
    ),
  );
  const targets = [
    { name: 'a lenient router', port: lenient.port },
    ...applications.map(({ port }, i) => ({ name: PLATFORMS[i], port })),
  ];
  const cases = installed.flatMap((denial) =>
    targets.map((target) => ({ denial, target })),
  );
  const proxies = await startProxies(
    cases.flatMap(({ denial, target }) =>
      [linesFor(denial, blocks), ''].map((lines) => ({
        port: target.port,
        setUp: {
          program: denial.program,
          block: (/** @type {import('./programs.mjs').Site} */ site) =>
            denial.around(lines, site),
        },
      })),
    ),
  );
  try {
    for (const [i, { denial, target }] of cases.entries()) {
      const [denied = 0, open = 0] = proxies.ports.slice(2 * i, 2 * i + 2);
      await report.check(
        `the lines for ${denial.name}, ${target.name}`,
        async () => {
          await expectOpen(open);
          await expectDenied(denied);
          if (target.port === lenient.port) {
            await expectElsewhere(denied);
          }
        },
      );
    }
  } finally {
    await proxies.stop();
    lenient.close();
    await Promise.all(applications.map((application) => application.close()));
  }
}

/**
 * Checks that only the lines deny: without them the document is served.
 *
 * @param {number} port
 */
async function expectOpen(port) {
  const { text } = await send(port, requestFor('/debug/vars', { host: SITE }));
  if (!text.includes(SECRET)) {
    throw new Error(`no document without the lines, but ${text}`);
  }
}

/** @param {number} port */
async function expectDenied(port) {
  const through = [];
  for (const spelling of SPELLINGS) {
    for (const { name, request } of attacksOn(spelling)) {
      if ((await send(port, request)).text.includes(SECRET)) {
        through.push(`${spelling} (${name})`);
        break;
      }
    }
  }
  if (through.length > 0) {
    throw new Error(`the document came through: ${through.join('; ')}`);
  }
}

/** @param {number} port */
async function expectElsewhere(port) {
  for (const path of ELSEWHERE_PATHS) {
    const { text } = await send(port, requestFor(path, { host: SITE }));
    if (!text.includes(ELSEWHERE)) {
      throw new Error(`${path} was denied too: ${text}`);
    }
  }
}

/**
 * @param {Denial} denial
 * @param {Awaited<ReturnType<typeof blocksOf>>} blocks
 */
function linesFor({ language }, blocks) {
  const block = blocks.find((each) => each.language === language);
  if (block === undefined) {
    throw new Error(`${PAGE} has no lines in ${language}`);
  }
  return block.code;
}
