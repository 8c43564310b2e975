import { ByteWriter } from '../encoding/byte-writer.js';
import type { EvaluatedVars } from '../evaluation/evaluated-vars.js';
import { Mutex } from '../support/mutex.js';
import type { TimeSlice } from '../support/event-loop.js';
import { DocumentWriter } from './document-writer.js';

/** A larger buffer is discarded after its document: 16 MiB. */
const MAX_IDLE_BYTES = 16 * 1024 * 1024;

/**
 * Renders Go documents one at a time, because each may take megabytes. The
 * buffer is reused for the next document.
 */
export class DocumentRenderer {
  private readonly mutex = new Mutex();
  private out = new ByteWriter();

  /**
   * @param signal stops the wait for other documents and the writing, and
   *   rejects with the signal's reason
   * @returns bytes that belong to the caller
   */
  async render(
    vars: EvaluatedVars,
    slice: TimeSlice,
    signal?: AbortSignal,
  ): Promise<Buffer> {
    await this.mutex.acquire(signal);
    try {
      signal?.throwIfAborted();
      const { out } = this;
      out.position = 0;
      await new DocumentWriter(out, vars).write(slice, signal);
      if (out.capacity > MAX_IDLE_BYTES) {
        this.out = new ByteWriter();
      }
      return out.copy();
    } finally {
      this.mutex.release();
    }
  }
}
