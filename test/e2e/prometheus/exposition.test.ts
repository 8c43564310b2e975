import { Injectable } from '@nestjs/common';
import {
  Counted,
  ExposeVar,
  ExpvarModule,
  ExpvarRegistry,
  HistogramVar,
  IntVar,
  Timed,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { freePorts } from '../../support/free-ports.mjs';
import { call, exchange } from '../../support/http-client.js';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';
const OPENMETRICS =
  'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8';

@Injectable()
class QuotesService {
  @ExposeVar({ kind: 'counter', description: 'Ticks received' })
  readonly ticks = new IntVar(7);

  @ExposeVar({ unit: 's', buckets: [1] })
  readonly latency = new HistogramVar();

  @ExposeVar({ kind: 'gauge', unit: 'By' })
  get size(): number {
    return 42;
  }

  @Counted()
  count(): void {}

  @Timed()
  time(): void {}
}

describe.each(platforms)('the URL of the document on %s', (platform) => {
  async function started(options: Parameters<typeof bareExpvar>[0] = {}) {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar(options)],
        providers: [QuotesService],
      }),
    );
    return { app, page: `${url}/debug/vars` };
  }

  test('answers in the format that the header Accept prefers', async () => {
    const { page } = await started();
    const { status, headers, text } = await call(page, {
      headers: {
        Accept:
          'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.7,*/*;q=0.3',
      },
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': OPENMETRICS,
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    });
    expect(text).toContain(`# HELP quotes_ticks Ticks received
# TYPE quotes_ticks counter
quotes_ticks_total 7
`);
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  test.each([undefined, '*/*', 'application/json', 'text/html'])(
    'answers with the same JSON document to Accept: %s',
    async (accept) => {
      const { page } = await started();
      const { headers, text } = await call(page, {
        headers: accept === undefined ? {} : { Accept: accept },
      });
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(headers.vary).toBe('Accept');
      expect(text).toBe(`{
"quotes": {"count": {"calls": 0, "errors": 0, "inFlight": 0}, "latency": {"count":0,"sum":0,"min":0,"max":0,"mean":0,"p50":0,"p90":0,"p95":0,"p99":0}, "size": 42, "ticks": 7, "time": {"calls": 0, "errors": 0, "inFlight": 0, "latency": {"count":0,"sum":0,"min":0,"max":0,"mean":0,"p50":0,"p90":0,"p95":0,"p99":0}}}
}
`);
    },
  );

  test('gives every instrumented method the same metrics', async () => {
    const { app, page } = await started();
    app.get(QuotesService).count();
    app.get(QuotesService).time();
    const { text } = await call(`${page}?format=prometheus`);
    const lines = text.split('\n');
    for (const line of [
      'method_calls_total{class="quotes",method="count"} 1',
      'method_calls_total{class="quotes",method="time"} 1',
      'method_errors_total{class="quotes",method="time"} 0',
      'method_in_flight{class="quotes",method="count"} 0',
      'method_latency_seconds_count{class="quotes",method="time"} 1',
      'quotes_latency_seconds_bucket{le="1.0"} 0',
      'quotes_size_bytes 42',
    ]) {
      expect(lines).toContain(line);
    }
  });

  test.each([
    ['json', 'application/json; charset=utf-8'],
    ['prometheus', TEXT],
    [
      'openmetrics',
      'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores',
    ],
  ])(
    '?format=%s takes precedence over the header Accept',
    async (format, type) => {
      const { page } = await started();
      const { status, headers } = await call(`${page}?format=${format}`, {
        headers: { Accept: 'application/openmetrics-text;version=0.0.1' },
      });
      expect([status, headers['content-type']]).toEqual([200, type]);
    },
  );

  test.each([
    'format=',
    'format=JSON',
    'format=xml',
    'format=json&format=json',
    'format=protobuf',
  ])('?%s gets 400', async (query) => {
    const { page } = await started();
    const { status, headers, text } = await call(`${page}?${query}`);
    expect([status, text]).toEqual([
      400,
      '400: ?format= must be given once, as one of: json, prometheus, openmetrics\n',
    ]);
    expect(headers.vary).toBe('Accept');
  });

  test('answers JSON only when the option is off', async () => {
    const { page } = await started({ prometheus: false });
    const { headers } = await call(page, {
      headers: { Accept: 'text/plain;version=0.0.4' },
    });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers).not.toHaveProperty('vary');
    expect((await call(`${page}?format=json`)).status).toBe(200);
    const { status, text } = await call(`${page}?format=prometheus`);
    expect([status, text]).toEqual([
      400,
      '400: ?format= must be given once, as one of: json\n',
    ]);
  });

  test('selects variables by ?name= and ?prefix=', async () => {
    const { app, page } = await started();
    const registry = app.get(ExpvarRegistry);
    registry.newInt('jobs.done');
    registry.newInt('jobs.failed');
    const { text } = await call(`${page}?format=prometheus&prefix=jobs.`);
    expect(text).toBe(`# HELP jobs_done registry.newInt()
# TYPE jobs_done untyped
jobs_done 0
# HELP jobs_failed registry.newInt()
# TYPE jobs_failed untyped
jobs_failed 0
`);
    const { status } = await call(`${page}?format=prometheus&name=job`);
    expect(status).toBe(404);
  });

  test('answers HEAD with the headers of GET and without a body', async () => {
    const { page } = await started();
    const get = await call(`${page}?format=prometheus`);
    const head = await exchange(page, [
      'HEAD /debug/vars?format=prometheus HTTP/1.1',
      'Host: localhost',
    ]);
    expect(head.toLowerCase()).toContain(`content-type: ${TEXT}`.toLowerCase());
    expect(head.toLowerCase()).toContain(
      `content-length: ${get.headers['content-length']}`,
    );
    expect(head.endsWith('\r\n\r\n')).toBe(true);
  });

  test('refuses clients without access, whatever they accept', async () => {
    const { page } = await started({ access: { token: 'secret-token-1234' } });
    const headers = { Accept: 'text/plain' };
    const { status, headers: got } = await call(page, { headers });
    expect([status, got.vary]).toEqual([401, 'Accept']);
    const allowed = await call(page, {
      headers: { ...headers, Authorization: 'Bearer secret-token-1234' },
    });
    expect([allowed.status, allowed.headers['content-type']]).toEqual([
      200,
      TEXT,
    ]);
  });

  test.each([
    [true, 'Accept'],
    [false, undefined],
  ])(
    'a reply of the option guards has Vary as the document has with prometheus: %s',
    async (prometheus, vary) => {
      const { page } = await started({
        prometheus,
        guards: [{ canActivate: () => false }],
      });
      const { status, headers } = await call(page);
      expect([status, headers.vary]).toEqual([403, vary]);
    },
  );

  test('keeps what middleware has set in Vary', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()] }),
      (app) =>
        app.use(
          (
            _: unknown,
            response: { setHeader(name: string, value: string): void },
            next: () => void,
          ) => {
            response.setHeader('Vary', 'Origin');
            next();
          },
        ),
    );
    const { headers } = await call(`${url}/debug/vars`);
    expect(headers.vary).toBe('Origin, Accept');
  });

  test('waits for async variables until the deadline', async () => {
    const { app, page } = await started({ deadline: 50 });
    const registry = app.get(ExpvarRegistry);
    registry.func('slow', () => new Promise(() => {}));
    registry.func('soon', () => Promise.resolve(1));
    const { text } = await call(`${page}?format=prometheus`);
    expect(text).toContain('\nsoon 1\n');
    expect(text).not.toContain('slow');
  });
});

test('the port of the option server answers in the formats of Prometheus', async () => {
  const port = await freePorts(1);
  await start(
    'express',
    moduleOf({
      imports: [bareExpvar({ server: { port } })],
      providers: [QuotesService],
    }),
  );
  const { headers, text } = await call(`http://127.0.0.1:${port}/debug/vars`, {
    headers: { Accept: 'text/plain;version=0.0.4' },
  });
  expect(headers['content-type']).toBe(TEXT);
  expect(text).toContain('quotes_ticks_total 7');
});

test('node and http have the names of prom-client and OpenTelemetry', async () => {
  const { url } = await start(
    'express',
    moduleOf({ imports: [ExpvarModule.forRoot({ http: true })] }),
  );
  await call(`${url}/missing`);
  const { text } = await call(`${url}/debug/vars?format=prometheus`);
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [
      name!,
      type!,
    ]),
  );
  expect(Object.fromEntries(types)).toMatchObject({
    process_cpu_user_seconds_total: 'counter',
    process_cpu_system_seconds_total: 'counter',
    process_resident_memory_bytes: 'gauge',
    process_start_time_seconds: 'gauge',
    nodejs_eventloop_lag_min_seconds: 'gauge',
    nodejs_eventloop_lag_max_seconds: 'gauge',
    nodejs_eventloop_lag_p50_seconds: 'gauge',
    nodejs_eventloop_lag_p90_seconds: 'gauge',
    nodejs_eventloop_lag_p99_seconds: 'gauge',
    nodejs_active_resources: 'gauge',
    nodejs_heap_size_used_bytes: 'gauge',
    nodejs_heap_size_total_bytes: 'gauge',
    nodejs_external_memory_bytes: 'gauge',
    nodejs_heap_space_size_used_bytes: 'gauge',
    nodejs_version_info: 'gauge',
    nodejs_gc_duration_seconds: 'histogram',
    node_event_loop_active_seconds_total: 'counter',
    http_server_active_requests: 'gauge',
    http_server_aborted_total: 'counter',
    http_server_request_duration_seconds: 'histogram',
    http_server_responses_total: 'counter',
    http_requests_total: 'counter',
    http_bytes_out_total: 'counter',
  });
  expect([...types.keys()].filter((name) => name.includes('memstats'))).toEqual(
    [],
  );
  const lines = text.split('\n');
  expect(lines).toContain(
    'http_server_responses_total{http_route="(unmatched)",status_class="4xx"} 1',
  );
  expect(text).toContain(
    `nodejs_version_info{version="${process.versions.node}",`,
  );
  for (const kind of ['minor', 'major', 'incremental', 'weakcb']) {
    for (const le of ['0.001', '0.01', '0.1', '1.0', '2.0', '5.0', '+Inf']) {
      expect(text).toContain(
        `nodejs_gc_duration_seconds_bucket{kind="${kind}",le="${le}"}`,
      );
    }
  }
});

test('memstats is among the metrics if the option says so', async () => {
  const { url } = await start(
    'express',
    moduleOf({
      imports: [ExpvarModule.forRoot({ prometheus: { memstats: true } })],
    }),
  );
  const { text } = await call(`${url}/debug/vars?format=prometheus`);
  expect(text).toContain('# TYPE memstats_heap_alloc_bytes gauge');
});

test('a label of the option may not be the label of a variable', async () => {
  @Injectable()
  class Bad {
    @ExposeVar({ label: 'region' })
    get load() {
      return { a: 1 };
    }
  }
  await expect(
    start(
      'express',
      moduleOf({
        imports: [bareExpvar({ prometheus: { labels: { region: 'eu' } } })],
        providers: [Bad],
      }),
    ),
  ).rejects.toThrow(
    'option label: all metrics have the label region by the option prometheus.labels; rename one of them',
  );
});
