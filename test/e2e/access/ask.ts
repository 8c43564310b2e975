import { once } from 'node:events';
import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Asking } from './case.js';
import { pretendToComeFrom } from './pretended-peers.js';

export interface Reply {
  readonly status: number;
  /** Names in lower case; a header that came twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** One request over HTTP/1 on a connection of its own, byte for byte. */
export async function askHttp1(
  to: NetConnectOpts,
  page: string,
  { method = 'GET', path = page, query = '', version, headers, peer }: Asking,
): Promise<Reply> {
  const socket = await connected(to, peer);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(
    [
      `${method} ${path}${query} HTTP/${version ?? '1.1'}`,
      ...headers,
      'Connection: close',
      '\r\n',
    ].join('\r\n'),
  );
  await once(socket, 'close');
  return parse(Buffer.concat(chunks).toString());
}

/** One request over HTTP/2 without TLS, on a session of its own. */
export async function askHttp2(
  to: NetConnectOpts,
  page: string,
  { method = 'GET', path = page, query = '', headers, peer }: Asking,
): Promise<Reply> {
  const socket = await connected(to, peer);
  const session = connectHttp2('http://localhost', {
    createConnection: () => socket,
  });
  const stream = session.request({
    ':method': method,
    ':path': path + query,
    ...toObject(headers),
  });
  const received: OutgoingHttpHeaders = {};
  stream.once('response', (head) => Object.assign(received, head));
  let body = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk;
  });
  await once(stream, 'end');
  session.close();
  const { ':status': status, ...others } = received;
  return { status: Number(status), headers: toMap(others), body };
}

/** One request that Fastify's `inject` makes up, without any connection. */
export async function askInject(
  app: NestFastifyApplication,
  page: string,
  { method = 'GET', path = page, query = '', headers, peer }: Asking,
): Promise<Reply> {
  const reply = await app.inject({
    method: method as 'GET',
    url: path + query,
    headers: toObject(headers),
    ...(peer?.address !== undefined && { remoteAddress: peer.address }),
  });
  return {
    status: reply.statusCode,
    headers: toMap(reply.headers),
    body: reply.body,
  };
}

async function connected(
  to: NetConnectOpts,
  peer: Asking['peer'],
): Promise<Socket> {
  const socket = connect(to);
  await once(socket, 'connect');
  if (peer !== undefined) {
    pretendToComeFrom(peer.address, socket);
  }
  return socket;
}

function parse(answer: string): Reply {
  const end = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const [name, value] of lines.map(nameAndValue)) {
    const known = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...known, value]);
  }
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: answer.slice(end + 4),
  };
}

function nameAndValue(line: string): [name: string, value: string] {
  const colon = line.indexOf(':', 1); // A pseudo-header begins with one.
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function toObject(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map(nameAndValue));
}

function toMap(headers: OutgoingHttpHeaders): Reply['headers'] {
  return new Map(
    Object.entries(headers).map(([name, value]) => [
      name,
      [value].flat().map(String),
    ]),
  );
}
