import { connect } from 'node:net';

/** As many connections as a busy page may have, so that the server never waits. */
const CONNECTIONS = 10;
const BUFFER_BYTES = 256 * 1024;

/**
 * Clients that ask for one page over and over. They only count the bytes of the
 * answers: a client of Node's own would cost more than the servers.
 */
export async function openLoad(url) {
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openClient(new URL(url))),
  );
  return {
    /** @returns how many requests were answered, and in how many seconds */
    async run(milliseconds) {
      const start = performance.now();
      const end = start + milliseconds;
      const counts = await Promise.all(
        clients.map((client) => client.askUntil(end)),
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

async function openClient({ hostname, port, host, pathname }) {
  const request = Buffer.from(
    `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  );
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let answer;
  let requests;
  let end;
  let finished;

  const socket = connect({
    host: hostname,
    port,
    noDelay: true,
    onread: {
      buffer,
      callback(bytes) {
        answer ??= answerOf(buffer.subarray(0, bytes));
        if (answer.isWhole(buffer, bytes)) {
          answer = undefined;
          requests++;
          if (performance.now() < end) {
            socket.write(request);
          } else {
            finished.resolve(requests);
          }
        }
        return true;
      },
    },
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  socket.on('error', (error) => finished?.reject(error));
  socket.on('close', () =>
    finished?.reject(new Error(`${host} closed a connection`)),
  );

  return {
    askUntil(time) {
      end = time;
      requests = 0;
      socket.write(request);
      return new Promise((resolve, reject) => {
        finished = { resolve, reject };
      });
    },
    close: () => socket.destroy(),
  };
}

/** An answer of which the first bytes are there: the whole head, at least. */
function answerOf(firstBytes) {
  const headLength = firstBytes.indexOf('\r\n\r\n') + 4;
  const head = firstBytes.latin1Slice(0, headLength);
  if (headLength < 4 || !head.startsWith('HTTP/1.1 200 ')) {
    throw new Error(`An answer begins with ${firstBytes.latin1Slice(0, 200)}`);
  }
  const contentLength = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
  return contentLength === undefined
    ? new ChunkedAnswer()
    : new SizedAnswer(headLength + Number(contentLength));
}

class SizedAnswer {
  constructor(bytesLeft) {
    this.bytesLeft = bytesLeft;
  }

  isWhole(buffer, bytes) {
    this.bytesLeft -= bytes;
    if (this.bytesLeft < 0) {
      throw new Error('An answer is longer than it says');
    }
    return this.bytesLeft === 0;
  }
}

const LAST_CHUNK = '\r\n0\r\n\r\n';

class ChunkedAnswer {
  tail = '';

  isWhole(buffer, bytes) {
    const start = Math.max(0, bytes - LAST_CHUNK.length);
    this.tail = (this.tail + buffer.latin1Slice(start, bytes)).slice(
      -LAST_CHUNK.length,
    );
    return this.tail === LAST_CHUNK;
  }
}
