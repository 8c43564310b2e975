import { setTimeout } from 'node:timers/promises';
import { sized } from '../../support/smoke.mjs';
import { Application } from '../application.mjs';
import { get, SlowReader } from '../clients.mjs';
import {
  countsOf,
  expectAtMost,
  expectAtMostUnlessSmoke,
  expectSame,
  until,
} from '../expectations.mjs';

const READERS = sized(100, 40);

export const name = `${READERS} slow readers of 7 MB buffer at most 64 MiB`;

const MB = 1e6;
/** 64 MiB hold as many documents of 7 MB. */
const MIN_DOCUMENTS = 9;
const TRICKLE_MS = sized(2000, 300);

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = { publish: ['big'] };
  return Application.with(platform, options, async (application) => {
    const { length } = (await get(application.url)).body;
    const { rss } = await application.call('memory');
    const readers = await Promise.all(
      Array.from({ length: READERS }, () => SlowReader.start(application.port)),
    );
    const heads = await Promise.all(readers.map((reader) => reader.readHead()));
    const documents = heads.filter((head) => head.startsWith('HTTP/1.1 200 '));
    const rejections = heads.filter((head) => head.startsWith('HTTP/1.1 503 '));
    const statuses = countsOf(heads.map((head) => head.slice(9, 12)));
    expectSame('200 and 503', statuses, {
      200: documents.length,
      503: rejections.length,
    });
    // The system buffers some documents too, so there may be more.
    expectAtMost('documents missing', MIN_DOCUMENTS - documents.length, 0);
    expectAtMost('rejections missing', 1 - rejections.length, 0);
    expectSame(
      'rejections without Retry-After',
      rejections.filter((head) => !/^retry-after: 1$/im.test(head)),
      [],
    );
    readers.slice(0, READERS / 2).forEach((reader) => reader.trickle());
    await setTimeout(TRICKLE_MS);
    const growth = ((await application.call('peakRss')) - rss) / MB;
    expectAtMostUnlessSmoke('MB more of resident memory', growth, 300);
    readers.forEach((reader) => reader.disconnect());
    await until('a document is complete again', async () => {
      const { status, body } = await get(application.url);
      return status === 200 && body.length >= length - 1000;
    });
    return `${documents.length} documents, ${rejections.length} times 503, ${Math.round(growth)} MB more of resident memory`;
  });
}
