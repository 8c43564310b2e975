import assert from 'node:assert/strict';
import { PLATFORMS, portOf, withApp } from '../app.mjs';
import { request } from '../http.mjs';

/**
 * Checks the document and the dashboard of the application on every Node and
 * platform.
 *
 * @type {import('../projects.mjs').Check}
 */
export const document = async (project, nodes) => {
  for (const node of nodes) {
    for (const platform of PLATFORMS) {
      const prefix = `Node ${node.version}, ${platform}: `;
      await withApp(project, { entry: 'main', node, platform }, (app, argv) =>
        checkDocument(app, argv, (name, body) =>
          project.check(prefix + name, body),
        ),
      );
    }
  }
};

/**
 * @param {import('../../support/child.mjs').Child} app
 * @param {string[]} argv
 * @param {(name: string, body: () => unknown) => Promise<boolean>} check
 */
async function checkDocument(app, argv, check) {
  let port = 0;
  const starts = await check('starts', async () => {
    port = await portOf(app);
  });
  if (!starts) {
    return;
  }
  await check('has its own route at /api/v1/quotes', async () => {
    const { status, body } = await request(port, 'GET', '/api/v1/quotes');
    assert.deepEqual([status, body], [200, '{"count":2}']);
  });
  await check('GET /debug/vars is the document', async () => {
    const { status, headers, body } = await get(port);
    assert.equal(status, 200);
    assert.equal(withoutFigures(body), expectedDocument(argv));
    assert.equal(Number(headers.get('content-length')), body.length);
    assert.equal(
      headers.get('content-type'),
      'application/json; charset=utf-8',
    );
  });
  await check(
    'the document is JSON with cmdline, memstats and node',
    async () => {
      const { cmdline, memstats, node } = JSON.parse((await get(port)).body);
      assert.deepEqual(cmdline, argv);
      assert.ok(memstats.HeapAlloc > 0, 'memstats.HeapAlloc is not positive');
      assert.ok(
        memstats.TotalAlloc >= memstats.HeapAlloc,
        'TotalAlloc is less',
      );
      assert.ok(
        node.eventLoop.iterations > 0,
        'the event loop has no iterations',
      );
    },
  );
  await check('HEAD is 200 without a body', async () => {
    const { status, headers, body } = await request(
      port,
      'HEAD',
      '/debug/vars',
    );
    assert.deepEqual([status, body], [200, '']);
    assert.ok(Number(headers.get('content-length')) > 0, 'no Content-Length');
  });
  await check('POST is 405 with Allow', async () => {
    const { status, headers } = await request(port, 'POST', '/debug/vars');
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD']);
  });
  await check(
    'neither prefix nor version applies to the document',
    async () => {
      for (const prefix of ['/api', '/v1', '/api/v1']) {
        const path = `${prefix}/debug/vars`;
        const { status } = await request(port, 'GET', path);
        assert.equal(status, 404, `${path} is ${status}`);
      }
    },
  );
  await check('the dashboard is served below it', async () => {
    const html = await request(port, 'GET', '/debug/vars/ui');
    assert.equal(html.status, 200);
    const [script] = /ui\/app\.\w+\.js/.exec(html.body) ?? [];
    const path = `/debug/vars/${script}`;
    assert.equal((await request(port, 'GET', path)).status, 200);
    const snapshot = await request(port, 'GET', '/debug/vars/ui/poll');
    const { keys, values } = JSON.parse(snapshot.body);
    assert.equal(values[keys.indexOf('orders')], 2);
    for (const path of ['/api/debug/vars/ui', '/v1/debug/vars/ui/poll']) {
      assert.equal((await request(port, 'GET', path)).status, 404);
    }
  });
  /** @type {Awaited<ReturnType<typeof openStream>>} */
  let stream;
  await check('the stream of the dashboard begins', async () => {
    stream = await openStream(port);
    assert.match(stream.text, /^event: snapshot\ndata: \{"v":2,/);
  });
  await check(
    'SIGTERM ends the process and the stream with nothing on stderr',
    async () => {
      app.terminate();
      await app.ends();
      assert.match(app.stdout, /^closed after 2 orders$/m);
      assert.equal(app.stderr, '');
    },
  );
}

/**
 * Opens the stream of the dashboard and waits for its first event.
 *
 * @param {number} port
 */
async function openStream(port) {
  const response = await fetch(`http://127.0.0.1:${port}/debug/vars/ui/stream`);
  assert.equal(response.status, 200);
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  return { text: new TextDecoder().decode(value), reader };
}

/** @param {number} port */
function get(port) {
  return request(port, 'GET', '/debug/vars');
}

/** @param {string} body */
function withoutFigures(body) {
  return body
    .replaceAll(/^("memstats"|"node"): \{.*\},$/gm, '$1: {},')
    .replaceAll(/"latency": \{"count":(\d+),[^}]*\}/g, '"latency": $1')
    .replaceAll(/"bytesOut": [1-9]\d*/g, '"bytesOut": 1');
}

// The request for the route comes before the request for the document.
/** @param {string[]} argv */
function expectedDocument(argv) {
  return `{
"CuMemory": 2,
"cmdline": ${JSON.stringify(argv)},
"http": {"aborted": 0, "bytesOut": 1, "errors": 0, "inFlight": 0, "requests": 1, "routes": {"(unmatched)": {"aborted": 0, "bytesOut": 0, "errors": 0, "latency": 0, "requests": {}}, "GET /api/v1/quotes": {"aborted": 0, "bytesOut": 1, "errors": 0, "latency": 1, "requests": {"2xx": 1}}}},
"memstats": {},
"node": {},
"orders": 2,
"quotes": {"spread": 0.5, "ticks": 3},
"quotesController": {"count": {"calls": 1, "errors": 0, "inFlight": 0, "latency": 1}}
}
`;
}
