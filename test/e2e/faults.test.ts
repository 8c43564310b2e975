import { beforeAll, describe, expect, test } from 'vitest';
import { fullDocuments } from '../faults/full-documents.mjs';
import { complaintsAbout, complaintsBeside } from '../faults/judge.mjs';
import { scrapedPage, type ScrapedPage } from '../faults/scraped-page.mjs';
import { kinds, neighbours } from '../faults/table.mjs';
import { platforms } from '../support/platforms.js';

const rows = [...kinds, ...neighbours];

describe.each(platforms)('in one document on %s', (platform) => {
  let page: ScrapedPage;
  beforeAll(async () => {
    page = await scrapedPage(platform, rows, 1);
  });

  test.each(kinds)('states a bad variable exactly: $name', (kind) => {
    expect(complaintsAbout(kind, page)).toEqual([]);
  });

  test('states the good variables beside the bad ones', () => {
    expect(neighbours.flatMap((row) => complaintsAbout(row, page))).toEqual([]);
  });

  test('contains and logs nothing else', () => {
    expect(complaintsBeside(rows, page)).toEqual([]);
  });
});

test.each(fullDocuments)('is limited in size: $name', async ({ rows }) => {
  const page = await scrapedPage('express', rows, 1);
  expect(rows.flatMap((row) => complaintsAbout(row, page))).toEqual([]);
  expect(complaintsBeside(rows, page)).toEqual([]);
});
