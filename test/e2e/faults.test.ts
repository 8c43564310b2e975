import { beforeAll, describe, expect, test } from 'vitest';
import { fullDocuments } from '../faults/full-documents.mjs';
import { otherProblems, problemsOf } from '../faults/problems.mjs';
import {
  scrapeApplication,
  type Scraped,
} from '../faults/scrape-application.mjs';
import { badVariables, neighbours } from '../faults/bad-variables.mjs';
import { platforms } from '../support/platforms.js';

const variables = [...badVariables, ...neighbours];

describe.each(platforms)('one document on %s', (platform) => {
  let scraped: Scraped;
  beforeAll(async () => {
    scraped = await scrapeApplication(platform, variables, 1);
  });

  test.each(badVariables)(
    'states a bad variable exactly: $name',
    (variable) => {
      expect(problemsOf(variable, scraped)).toEqual([]);
    },
  );

  test('states the good variables beside the bad ones', () => {
    expect(
      neighbours.flatMap((variable) => problemsOf(variable, scraped)),
    ).toEqual([]);
  });

  test('contains and logs nothing else', () => {
    expect(otherProblems(variables, scraped)).toEqual([]);
  });
});

test.each(fullDocuments)(
  'a document is limited in size: $name',
  async ({ variables }) => {
    const scraped = await scrapeApplication('express', variables, 1);
    expect(
      variables.flatMap((variable) => problemsOf(variable, scraped)),
    ).toEqual([]);
    expect(otherProblems(variables, scraped)).toEqual([]);
  },
);
