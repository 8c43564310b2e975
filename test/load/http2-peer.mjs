import { once } from 'node:events';
import { openConnection } from './clients.mjs';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEAD_BYTES = 9;

const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const END_STREAM_AND_HEADERS = 5;

/**
 * A client that speaks HTTP/2 in raw frames, because a library would end the
 * connection properly and keep reading. It never widens the flow-control window,
 * so the server can send 64 KB of a response.
 */
export class Http2Peer {
  #socket;
  #received = Buffer.alloc(0);

  /** @param {number} port */
  static async start(port) {
    const peer = new Http2Peer(await openConnection(port));
    peer.#socket.write(PREFACE);
    peer.#socket.write(frame(SETTINGS, 0, 0, []));
    return peer;
  }

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
  }

  /** Requests the document, once. */
  request() {
    this.#socket.write(
      frame(HEADERS, END_STREAM_AND_HEADERS, 1, [
        0x82, // :method GET
        0x86, // :scheme http
        0x01, // :authority
        ...hpackString('localhost'),
        0x04, // :path
        ...hpackString('/debug/vars'),
      ]),
    );
  }

  /** Waits for the first bytes of the body. */
  async readBeginning() {
    for (;;) {
      for (const { type, payload } of completeFrames(this.#received)) {
        if (type === DATA) {
          return payload.toString();
        }
      }
      await once(this.#socket, 'data');
    }
  }

  /** Reads nothing from now on, and stays connected. */
  stopReading() {
    this.#socket.pause();
  }

  reset() {
    this.#socket.resetAndDestroy();
  }
}

/**
 * @param {number} type
 * @param {number} flags
 * @param {number} stream
 * @param {readonly number[]} payload
 */
function frame(type, flags, stream, payload) {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Buffer.from(payload)]);
}

/**
 * A string in HPACK, without Huffman coding.
 *
 * @param {string} value
 */
function hpackString(value) {
  return [value.length, ...Buffer.from(value)];
}

/** @param {Buffer} bytes */
function* completeFrames(bytes) {
  let rest = bytes;
  while (rest.length >= HEAD_BYTES) {
    const end = HEAD_BYTES + rest.readUIntBE(0, 3);
    if (rest.length < end) {
      return;
    }
    yield { type: rest[3], payload: rest.subarray(HEAD_BYTES, end) };
    rest = rest.subarray(end);
  }
}
