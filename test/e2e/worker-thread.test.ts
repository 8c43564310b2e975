import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../support/http-client.js';
import { platforms } from '../support/platforms.js';

const main = new URL('../fixtures/worker/main.mjs', import.meta.url);

describe.each(platforms)(
  'an application in a worker thread on %s',
  (platform) => {
    async function started() {
      const worker = new Worker(main, { workerData: platform });
      onTestFinished(() => void worker.terminate());
      const [port] = (await once(worker, 'message')) as [number];
      return { worker, page: `http://127.0.0.1:${port}/debug/vars` };
    }

    test('has the document of that thread', async () => {
      const { worker, page } = await started();
      const { status, text } = await call(`${page}?name=thread&name=memstats`);
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({
        thread: worker.threadId,
        memstats: { EnableGC: true },
      });
    });

    test('closes the connection of its client when it is terminated in a scrape', async () => {
      const { worker, page } = await started();
      const asked = once(worker, 'message');
      const answer = call(page).catch(
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect(await asked).toEqual(['asked']);
      await worker.terminate();
      expect(await answer).toBe('ECONNRESET');
    });
  },
);
