import type { StreamEvent } from './protocol/decode.js';

/** Returns an event of the stream as server-sent event. */
export function streamEvent(name: StreamEvent['type'], data: string): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${data}\n\n`);
}
