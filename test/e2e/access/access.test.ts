import { afterAll, describe, expect, test } from 'vitest';
import { exchange } from '../../support/http-client.js';
import { listeners } from './application.js';
import { cases } from './cases.js';
import { byDefault } from './settings.js';
import { startForTest } from './start-for-test.js';
import { CaseRunner, isFor } from './case-runner.js';

test('there are at least 200 cases with different names', () => {
  expect(cases.length).toBeGreaterThan(200);
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

describe.each(listeners)('access on $port of $platform', (listener) => {
  const runner = new CaseRunner(listener);
  afterAll(() => runner.close());

  const all = cases
    .filter((testCase) => isFor(listener, testCase))
    .map(
      (testCase) =>
        [`${testCase.expected}: ${testCase.name}`, testCase] as const,
    );

  test.each(all)('answers as expected: %s', async (_title, testCase) => {
    const failure = await runner.run(testCase);
    expect(failure, failure?.why).toBeUndefined();
  });

  test('access is decided for every request of a connection', async () => {
    const { url } = await startForTest(listener, byDefault);
    const request = (host: string) => [
      `GET ${url.pathname} HTTP/1.1`,
      `Host: ${host}`,
    ];
    // `exchange` adds the end of the third request.
    const responses = await exchange(url.href, [
      ...request('localhost'),
      '',
      ...request('evil.example'),
      '',
      ...request('localhost'),
    ]);
    expect(responses.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 403',
      'HTTP/1.1 200',
    ]);
  });
});
