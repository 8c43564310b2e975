// Common proxy configurations, and the expected outcome of each: by default,
// with closeOnUnmarkedProxy, and with a token.
import { connect, createServer as createTcpServer } from 'node:net';
import { createServer } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { ANYBODY, CLOSED, HELD, LOCAL_HOST } from './outcomes.mjs';
import { caddy, haproxy, nginx } from './programs.mjs';

const HTTP_1_0 = 'proxy_http_version 1.0;';
const HTTP_1_1 = 'proxy_http_version 1.1; proxy_set_header Connection "";';

const NEEDS_NOTHING = [HELD, HELD, HELD];
const NEEDS_CLOSING = [LOCAL_HOST, CLOSED, HELD];
const NEEDS_A_TOKEN = [ANYBODY, ANYBODY, HELD];

/**
 * A proxy, which is a program with its configuration or runs in this process.
 *
 * @typedef {object} SetUp
 * @property {string} name
 * @property {string[]} expected the outcome under each policy
 * @property {import('./programs.mjs').Program} [program]
 * @property {(site: Site) => string} [block]
 * @property {(target: string) => import('node:net').Server} [serve]
 *
 * @typedef {import('./programs.mjs').Site} Site
 */

/** @type {SetUp[]} */
export const SET_UPS = [
  {
    name: 'nginx before 1.29.7, bare proxy_pass',
    expected: NEEDS_NOTHING,
    program: nginx,
    block: nginxLocation(HTTP_1_0),
  },
  {
    name: 'nginx from 1.29.7, bare proxy_pass',
    expected: NEEDS_A_TOKEN,
    program: nginx,
    block: nginxLocation(HTTP_1_1),
  },
  {
    name: 'nginx, HTTP/1.1, Host $host',
    expected: NEEDS_CLOSING,
    program: nginx,
    block: nginxLocation(HTTP_1_1, 'proxy_set_header Host $host;'),
  },
  {
    name: 'nginx, HTTP/1.1, upstream',
    expected: [HELD, CLOSED, HELD],
    program: nginx,
    block: ({ port, target }) => `
      upstream backend${port} { server ${target}; }
      ${nginxLocation(HTTP_1_1)({ port, target: `backend${port}` })}`,
  },
  {
    name: 'nginx, HTTP/1.1, X-Real-IP alone',
    expected: NEEDS_NOTHING,
    program: nginx,
    block: nginxLocation(HTTP_1_1, 'proxy_set_header X-Real-IP $remote_addr;'),
  },
  {
    name: 'nginx, HTTP/1.1, the usual four headers',
    expected: NEEDS_NOTHING,
    program: nginx,
    block: nginxLocation(
      HTTP_1_1,
      'proxy_set_header Host $host;',
      'proxy_set_header X-Real-IP $remote_addr;',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      'proxy_set_header X-Forwarded-Proto $scheme;',
    ),
  },
  {
    name: 'HAProxy',
    expected: NEEDS_CLOSING,
    program: haproxy,
    block: haproxyListen(),
  },
  {
    name: 'HAProxy, option forwardfor',
    expected: NEEDS_NOTHING,
    program: haproxy,
    block: haproxyListen('option forwardfor'),
  },
  {
    name: 'Caddy',
    expected: NEEDS_NOTHING,
    program: caddy,
    block: caddySite(),
  },
  {
    name: 'Caddy, X-Forwarded-* removed',
    expected: NEEDS_CLOSING,
    program: caddy,
    block: caddySite(
      'header_up -X-Forwarded-For',
      'header_up -X-Forwarded-Proto',
      'header_up -X-Forwarded-Host',
    ),
  },
  {
    name: 'http-proxy',
    expected: NEEDS_CLOSING,
    serve: httpProxy({}),
  },
  {
    name: 'http-proxy, changeOrigin',
    expected: NEEDS_A_TOKEN,
    serve: httpProxy({ changeOrigin: true }),
  },
  {
    name: 'http-proxy, xfwd',
    expected: NEEDS_NOTHING,
    serve: httpProxy({ xfwd: true }),
  },
  {
    name: 'a TCP relay',
    expected: NEEDS_CLOSING,
    serve: relay,
  },
];

/**
 * @param {string[]} lines
 * @returns {(site: Site) => string}
 */
function nginxLocation(...lines) {
  return ({ port, target }) => `
    server {
      listen 127.0.0.1:${port};
      location / {
        proxy_pass http://${target};
        ${lines.join('\n')}
      }
    }`;
}

/**
 * @param {string[]} lines
 * @returns {(site: Site) => string}
 */
function haproxyListen(...lines) {
  return ({ port, target }) => `
    listen proxy${port}
      bind 127.0.0.1:${port}
      ${lines.join('\n')}
      server backend ${target}`;
}

/**
 * @param {string[]} lines
 * @returns {(site: Site) => string}
 */
function caddySite(...lines) {
  return ({ port, target }) => `
    http://:${port} {
      bind 127.0.0.1
      reverse_proxy ${target} {
        ${lines.join('\n')}
      }
    }`;
}

/**
 * @param {import('http-proxy-3').ServerOptions} options
 * @returns {(target: string) => import('node:http').Server}
 */
function httpProxy(options) {
  return (target) => {
    const proxy = createProxyServer({ target: `http://${target}`, ...options });
    proxy.on('error', (_error, _request, response) => response.destroy());
    return createServer((request, response) => proxy.web(request, response));
  };
}

/** @param {string} target */
function relay(target) {
  const [host, port] = target.split(':');
  return createTcpServer((client) => {
    const server = connect(Number(port), host);
    client.pipe(server).pipe(client);
    client.once('error', () => server.destroy());
    server.once('error', () => client.destroy());
  });
}
