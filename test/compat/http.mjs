import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Only a server that hangs takes 10 minutes. */
const HANG_MS = 600_000;

/**
 * Sends one request over a new connection. `fetch` would hide a body that a
 * response to HEAD must not have.
 *
 * @param {number} port
 * @param {string} method
 * @param {string} path
 */
export async function request(port, method, path) {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(HANG_MS, () =>
    socket.destroy(new Error(`no response to ${method} ${path}`)),
  );
  socket.write(
    `${method} ${path} HTTP/1.1\r\n` +
      `Host: 127.0.0.1:${port}\r\n` +
      'Content-Length: 0\r\n' +
      'Connection: close\r\n\r\n',
  );
  const response = await text(socket);
  const end = response.indexOf('\r\n\r\n');
  const [statusLine = '', ...fields] = response.slice(0, end).split('\r\n');
  /** @type {[name: string, value: string][]} */
  const headers = fields.map((field) => {
    const [name = '', value = ''] = field.split(/: ?(.*)/, 2);
    return [name, value];
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Headers(headers),
    body: response.slice(end + 4),
  };
}
