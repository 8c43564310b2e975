import { once } from 'node:events';
import { opened } from './clients.mjs';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEAD_BYTES = 9;

const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const END_STREAM_AND_HEADERS = 5;

/**
 * A client of HTTP/2 in bare frames, because a library would say goodbye and
 * keep reading. It takes no more of an answer than the 64 KB that a stream
 * begins with.
 */
export class Http2Peer {
  #socket;
  #received = Buffer.alloc(0);

  static async start(port) {
    const peer = new Http2Peer();
    peer.#socket = await opened(port);
    peer.#socket.on('error', () => {});
    peer.#socket.on('data', (chunk) => {
      peer.#received = Buffer.concat([peer.#received, chunk]);
    });
    peer.#socket.write(PREFACE);
    peer.#socket.write(frame(SETTINGS, 0, 0, []));
    return peer;
  }

  /** Asks for the page, once. */
  ask() {
    this.#socket.write(
      frame(HEADERS, END_STREAM_AND_HEADERS, 1, [
        0x82, // :method GET
        0x86, // :scheme http
        0x01, // :authority
        ...text('localhost'),
        0x04, // :path
        ...text('/debug/vars'),
      ]),
    );
  }

  /** How the body of the answer begins. */
  async answer() {
    for (;;) {
      for (const { type, payload } of frames(this.#received)) {
        if (type === DATA) {
          return payload.toString();
        }
      }
      await once(this.#socket, 'data');
    }
  }

  /** Reads nothing from here on, and stays. */
  fallSilent() {
    this.#socket.pause();
  }

  vanish() {
    this.#socket.resetAndDestroy();
  }
}

function frame(type, flags, stream, payload) {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Buffer.from(payload)]);
}

/** As HPACK has it, without Huffman's code. */
function text(value) {
  return [value.length, ...Buffer.from(value)];
}

/** Those that are there as a whole. */
function* frames(bytes) {
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
