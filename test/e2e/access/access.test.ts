import { afterAll, describe, expect, test } from 'vitest';
import { exchange } from '../../support/http-client.js';
import { wheres } from './application.js';
import { cases } from './cases.js';
import { byDefault } from './settings.js';
import { startedWith } from './started-with.js';
import { AccessSuite, isFor } from './suite.js';

test('there are enough cases, and no two of a name', () => {
  expect(cases.length).toBeGreaterThan(200);
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

describe.each(wheres)('access on $port of $platform', (where) => {
  const suite = new AccessSuite(where);
  afterAll(() => suite.close());

  const all = cases
    .filter((tried) => isFor(where, tried))
    .map((tried) => [`${tried.expected}: ${tried.name}`, tried] as const);

  test.each(all)('%s', async (_title, tried) => {
    const failure = await suite.failureOf(tried);
    expect(failure, failure?.why).toBeUndefined();
  });

  test('is judged anew for every request of a connection', async () => {
    const { page } = await startedWith(where, byDefault);
    const request = (host: string) => [
      `GET ${page.pathname} HTTP/1.1`,
      `Host: ${host}`,
    ];
    // Three requests in one go; `exchange` ends the third.
    const answers = await exchange(page.href, [
      ...request('localhost'),
      '',
      ...request('evil.example'),
      '',
      ...request('localhost'),
    ]);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 403',
      'HTTP/1.1 200',
    ]);
  });
});
