import { connect } from 'node:net';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

/**
 * Sends bytes and collects everything that the server sends until it closes.
 *
 * @param ends true to end the client's side after the bytes; Node then drops the
 * responses that it has not begun
 */
function answerTo(url: string, sent: string, ends = true): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()));
    if (ends) {
      socket.end(sent);
    } else {
      socket.write(sent);
    }
  });
}

const LINES: readonly [string, readonly string[]][] = [
  ['no Host', ['GET /debug/vars HTTP/1.1']],
  [
    'two Hosts',
    ['GET /debug/vars HTTP/1.1', 'Host: localhost', 'Host: localhost'],
  ],
  [
    'two lengths',
    [
      'GET /debug/vars HTTP/1.1',
      'Host: localhost',
      'Content-Length: 1',
      'Content-Length: 2',
    ],
  ],
  [
    'a length and chunks',
    [
      'GET /debug/vars HTTP/1.1',
      'Host: localhost',
      'Content-Length: 1',
      'Transfer-Encoding: chunked',
    ],
  ],
  ['HTTP/0.9', ['GET /debug/vars']],
  ['no version that exists', ['GET /debug/vars HTTP/9.9', 'Host: localhost']],
  [
    'a header of 20 KB',
    [
      'GET /debug/vars HTTP/1.1',
      'Host: localhost',
      `X-Long: ${'x'.repeat(20_000)}`,
    ],
  ],
  [
    'a header without a name',
    ['GET /debug/vars HTTP/1.1', 'Host: localhost', ': x'],
  ],
  ['no method that exists', ['GRAB /debug/vars HTTP/1.1', 'Host: localhost']],
];

describe.each(platforms)('a request to %s', (platform) => {
  async function started(): Promise<string> {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()] }),
    );
    publishSamples(app.get(ExpvarRegistry));
    return url;
  }

  test.each(LINES)(
    'with %s gets neither a document nor a 5xx',
    async (_, lines) => {
      const answer = await answerTo(
        await started(),
        `${lines.join('\r\n')}\r\n\r\n`,
      );
      expect(answer).not.toContain('"jobs"');
      // Fastify 4, which Nest 10 has, knows this one better than Node does.
      expect(answer).toMatch(/^(?:HTTP\/1\.1 (?:4\d\d|505) |$)/);
    },
  );

  test('whose lines end with LF gets no document', async () => {
    const answer = await answerTo(
      await started(),
      'GET /debug/vars HTTP/1.1\nHost: localhost\n\n',
    );
    expect(answer).not.toContain('"jobs"');
  });

  test('that is pipelined gets its response in order', async () => {
    const request = (path: string, connection: string) =>
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;
    const answer = await answerTo(
      await started(),
      [
        request('/debug/vars', 'keep-alive'),
        request('/debug/vars?name=jobs', 'keep-alive'),
        request('/debug/vars', 'close'),
      ].join(''),
      false,
    );
    const bodies = answer
      .split(/HTTP\/1\.1 200 OK\r\n/)
      .slice(1)
      .map((text) => text.slice(text.indexOf('\r\n\r\n') + 4));
    expect(bodies).toEqual([
      SAMPLE_DOCUMENT,
      '{\n"jobs": 41\n}\n',
      SAMPLE_DOCUMENT,
    ]);
    expect(answer.match(/content-length: \d+/gi)).toHaveLength(3);
  });
});
