import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

describe.each(platforms)('a query on %s', (platform) => {
  async function started() {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()] }),
    );
    const registry = app.get(ExpvarRegistry);
    /** The names of the called functions, in the order of the calls. */
    const called: string[] = [];
    for (const name of [
      'http.requests',
      'http.errors',
      'jobs',
      '运行时间',
      '运行次数',
      'a&b=c d+e',
    ]) {
      registry.func(name, () => {
        called.push(name);
        return 1;
      });
    }
    return { called, page: `${url}/debug/vars` };
  }

  const document = (...names: string[]) =>
    `{\n${names.map((name) => `${JSON.stringify(name).replaceAll('&', String.raw`\u0026`)}: 1`).join(',\n')}\n}\n`;

  test.each<[string, string[]]>([
    ['name=jobs', ['jobs']],
    ['name=jobs&name=http.errors', ['http.errors', 'jobs']],
    ['name=jobs&name=jobs', ['jobs']],
    ['prefix=http.', ['http.errors', 'http.requests']],
    ['prefix=http.&prefix=j', ['http.errors', 'http.requests', 'jobs']],
    ['prefix=http.&name=jobs', ['http.errors', 'http.requests', 'jobs']],
    ['prefix=http.&name=http.errors', ['http.errors', 'http.requests']],
    [`name=${encodeURIComponent('运行时间')}`, ['运行时间']],
    [`prefix=${encodeURIComponent('运行')}`, ['运行时间', '运行次数']],
    [`name=${encodeURIComponent('a&b=c d+e')}`, ['a&b=c d+e']],
    ['name=a%26b%3Dc+d%2Be', ['a&b=c d+e']],
    ['x=1&name=jobs&utm_source=y', ['jobs']],
    ['n%61me=jobs', ['jobs']],
    ['prefix=nothing', []],
    ['prefix=JOBS', []],
  ])('%s selects the variables of these names', async (query, names) => {
    const { called, page } = await started();
    const { status, headers, text } = await call(`${page}?${query}`);
    const byBytes = names.toSorted((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    expect([status, text]).toEqual([200, document(...byBytes)]);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(called.toSorted()).toEqual(names.toSorted());
  });

  test('with a prefix that no name has returns the empty document', async () => {
    const { page } = await started();
    const { status, text } = await call(`${page}?prefix=zzz`);
    expect([status, text]).toEqual([200, '{\n\n}\n']);
  });

  test.each(['', 'x=1', 'Name=jobs', 'prefix='])(
    '%j selects all variables',
    async (query) => {
      const { called, page } = await started();
      const { status, text } = await call(`${page}?${query}`);
      expect(status).toBe(200);
      expect(Object.keys(JSON.parse(text) as object)).toHaveLength(6);
      expect(called).toHaveLength(6);
    },
  );

  test.each([
    ['name=job', '404: no variable is named "job"; similar names are "jobs"\n'],
    [
      'name=JOBS',
      '404: no variable is named "JOBS"; similar names are "jobs"\n',
    ],
    [
      'name=http',
      '404: no variable is named "http"; similar names are "http.errors", "http.requests"\n',
    ],
    ['name=', '404: no variable is named ""\n'],
    [
      'name=completely%20different%20%3Cb%3E',
      '404: no variable is named "completely different <b>"\n',
    ],
    [
      'name=jobs&name=jobless',
      '404: no variable is named "jobless"; similar names are "jobs"\n',
    ],
    ['prefix=http.&name=jbs', '404: no variable is named "jbs"\n'],
  ])('%s returns 404 and lists similar names', async (query, expected) => {
    const { page } = await started();
    const { status, headers, text } = await call(`${page}?${query}`);
    expect([status, text]).toEqual([404, expected]);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(Buffer.byteLength(expected)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'expvar-process': expect.any(String) as string,
    });
  });

  test('with an unknown name evaluates no variable', async () => {
    const { called, page } = await started();
    for (const query of [
      'name=nope',
      'name=jobs&name=nope',
      'name=nope&name=jobs',
      'prefix=http.&name=nope',
    ]) {
      expect((await call(`${page}?${query}`)).status).toBe(404);
    }
    expect((await call(`${page}?prefix=zzz`)).status).toBe(200);
    expect(called).toEqual([]);
  });

  test('with invalid percent encoding is no server error', async () => {
    const { page } = await started();
    expect((await call(`${page}?name=%E0%A4%A`)).status).toBe(404);
    expect((await call(`${page}?prefix=%zz`)).text).toBe('{\n\n}\n');
  });

  test('with line breaks in a name cannot forge a line of the response', async () => {
    const { page } = await started();
    const { text } = await call(`${page}?name=a%0D%0Ab%1B`);
    expect(text).toBe('404: no variable is named "a\\r\\nb\\u001b"\n');
  });

  test('selects for HEAD, and is ignored by other methods', async () => {
    const { called, page } = await started();
    const head = await call(`${page}?name=jobs`, { method: 'HEAD' });
    expect([head.status, head.headers['content-length']]).toEqual([
      200,
      String(document('jobs').length),
    ]);
    const missing = await call(`${page}?name=nope`, { method: 'HEAD' });
    expect([missing.status, missing.text]).toEqual([404, '']);
    const post = await call(`${page}?name=nope`, { method: 'POST' });
    expect(post.status).toBe(405);
    expect(called).toEqual(['jobs']);
  });

  test('selects cmdline and memstats too', async () => {
    const { url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar({ cmdline: () => ['node'], memstats: true })],
      }),
    );
    expect((await call(`${url}/debug/vars?name=cmdline`)).text).toBe(
      '{\n"cmdline": ["node"]\n}\n',
    );
    expect((await call(`${url}/debug/vars?prefix=mem`)).text).toMatch(
      /^\{\n"memstats": \{"Alloc":.*\}\n\}\n$/,
    );
  });
});
