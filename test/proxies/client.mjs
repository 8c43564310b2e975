import { connect } from 'node:net';

/** Ends a request that hangs. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Sends the given bytes on a new connection.
 *
 * @param {number} port
 * @param {string} request
 * @returns {Promise<{ status: number, text: string }>} the complete response, or an empty one if the connection was closed
 */
export function send(port, request) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(TIMEOUT_MS, () =>
      socket.destroy(new Error(`no answer to ${JSON.stringify(request)}`)),
    );
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'ECONNRESET' ? undefined : reject(error),
    );
    socket.once('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({ status: Number(text.slice(9, 12)), text });
    });
  });
}
