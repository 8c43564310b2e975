import { once } from 'node:events';
import { createServer } from 'node:http';
import { portOf } from '../support/port-of.mjs';
import { SECRET } from './applications.mjs';

/** The response of the lenient server to all other paths. */
export const ELSEWHERE = 'elsewhere';

/**
 * Serves the document at every spelling that some router understands, so that
 * only the proxy in front can deny it.
 */
export async function startLenientServer() {
  const server = createServer((request, response) => {
    response.end(
      plain(request.url ?? '') === '/debug/vars' ? SECRET : ELSEWHERE,
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: portOf(server), close: () => server.close() };
}

/** @param {string} url */
function plain(url) {
  const path = decoded(url.replace(/^https?:\/\/[^/\\]*/i, ''))
    .replaceAll('\\', '/')
    .toLowerCase();
  const segments = [];
  for (const segment of path.split('/')) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '' && segment !== '.') {
      segments.push(segment);
    }
  }
  return `/${segments.join('/')}`;
}

/**
 * Returns the decoded path without query and fragment.
 *
 * @param {string} url
 */
function decoded(url) {
  const [path = ''] = url.split(/[?#;]/, 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
