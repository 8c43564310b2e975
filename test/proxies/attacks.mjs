/** The public name of the site. */
export const SITE = 'shop.example';

const LOCAL_HOSTS = ['localhost', '127.0.0.1'];
const MARKS = 'X-Forwarded-For, X-Forwarded-Host, X-Real-IP, Forwarded, Via';

/**
 * Ways to write a request, apart from its host.
 *
 * @type {Record<string, (path: string, host: string) => string>}
 */
const VARIANTS = {
  plain: (path, host) => requestFor(path, { host }),
  'marks stripped as hop-by-hop': (path, host) =>
    requestFor(path, {
      host,
      headers: [`Connection: ${MARKS}`, 'X-Forwarded-For: 127.0.0.1'],
    }),
  'X-Forwarded-For: 127.0.0.1': (path, host) =>
    requestFor(path, { host, headers: ['X-Forwarded-For: 127.0.0.1'] }),
  'absolute form': (path, host) =>
    requestFor(`http://${host}${path}`, { host }),
  'absolute form, the Host the site': (path, host) =>
    requestFor(`http://${host}${path}`, { host: SITE }),
  'absolute form for the site': (path, host) =>
    requestFor(`http://${SITE}${path}`, { host }),
  'HTTP/1.0': (path, host) => requestFor(path, { host, version: '1.0' }),
};

/**
 * Returns every variant for the public name, which comes first, and for local
 * hosts.
 *
 * @param {string} path
 * @returns the name of each, whether it claims a local host, and its text
 */
export function attacksOn(path) {
  return [SITE, ...LOCAL_HOSTS].flatMap((host) =>
    Object.entries(VARIANTS).map(([manner, put]) => ({
      name: `${manner}, ${host}`,
      isLocal: host !== SITE,
      request: put(path, host),
    })),
  );
}

/**
 * @param {string} target
 * @param {{ host: string, version?: string, headers?: string[] }} options `headers`
 *   are complete header lines
 */
export function requestFor(target, { host, version = '1.1', headers = [] }) {
  return [
    `GET ${target} HTTP/${version}`,
    `Host: ${host}`,
    ...headers,
    'Connection: close',
    '\r\n',
  ].join('\r\n');
}
