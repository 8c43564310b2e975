import { connect } from 'node:net';

/** Enough that the server never waits for a client. */
const CONNECTIONS = 10;
const BUFFER_BYTES = 256 * 1024;

/**
 * Opens connections that request one URL over and over. They only count the
 * bytes of the responses: Node's own client would cost more than the servers.
 *
 * @param {string} url
 */
export async function openLoad(url) {
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openClient(new URL(url))),
  );
  return {
    /**
     * Sends requests for some time, and at least one on each connection.
     *
     * @param {number} milliseconds
     */
    async run(milliseconds) {
      const start = performance.now();
      const end = start + milliseconds;
      const counts = await Promise.all(
        clients.map((client) => client.requestUntil(end)),
      );
      return {
        requests: counts.reduce((sum, count) => sum + count),
        seconds: (performance.now() - start) / 1000,
      };
    },
    close() {
      for (const client of clients) {
        client.close();
      }
    },
  };
}

/** @param {URL} url */
async function openClient({ hostname, port, host, pathname }) {
  const request = Buffer.from(
    `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  );
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  /** @type {SizedResponse | ChunkedResponse | undefined} */
  let response;
  let requests = 0;
  let end = 0;
  /** @type {((requests: number) => void) | undefined} */
  let resolveRun;
  /** @type {((error: Error) => void) | undefined} */
  let rejectRun;

  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: {
      buffer,
      callback(bytes) {
        response ??= responseOf(buffer.subarray(0, bytes));
        if (response.isComplete(buffer, bytes)) {
          response = undefined;
          requests++;
          if (performance.now() < end) {
            socket.write(request);
          } else {
            resolveRun?.(requests);
          }
        }
        return true;
      },
    },
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  socket.on('error', (error) => rejectRun?.(error));
  socket.on('close', () =>
    rejectRun?.(new Error(`${host} closed a connection`)),
  );

  return {
    /**
     * @param {number} time
     * @returns {Promise<number>} how many requests were answered
     */
    requestUntil(time) {
      end = time;
      requests = 0;
      socket.write(request);
      return new Promise((resolve, reject) => {
        resolveRun = resolve;
        rejectRun = reject;
      });
    },
    close: () => socket.destroy(),
  };
}

/**
 * Parses the head of a response, which has to be in its first bytes.
 *
 * @param {Buffer} firstBytes
 */
function responseOf(firstBytes) {
  const headLength = firstBytes.indexOf('\r\n\r\n') + 4;
  const head = firstBytes.toString('latin1', 0, headLength);
  if (headLength < 4 || !head.startsWith('HTTP/1.1 200 ')) {
    throw new Error(
      `A response begins with ${firstBytes.toString('latin1', 0, 200)}`,
    );
  }
  const contentLength = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
  return contentLength === undefined
    ? new ChunkedResponse()
    : new SizedResponse(headLength + Number(contentLength));
}

class SizedResponse {
  /** @param {number} remainingBytes */
  constructor(remainingBytes) {
    this.remainingBytes = remainingBytes;
  }

  /**
   * @param {Buffer} _buffer
   * @param {number} bytes how many of the buffer's are new
   */
  isComplete(_buffer, bytes) {
    this.remainingBytes -= bytes;
    if (this.remainingBytes < 0) {
      throw new Error('A response is longer than its Content-Length');
    }
    return this.remainingBytes === 0;
  }
}

const LAST_CHUNK = '\r\n0\r\n\r\n';

class ChunkedResponse {
  tail = '';

  /**
   * @param {Buffer} buffer
   * @param {number} bytes how many of the buffer's are new
   */
  isComplete(buffer, bytes) {
    const start = Math.max(0, bytes - LAST_CHUNK.length);
    this.tail = (this.tail + buffer.toString('latin1', start, bytes)).slice(
      -LAST_CHUNK.length,
    );
    return this.tail === LAST_CHUNK;
  }
}
