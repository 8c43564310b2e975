import { once } from 'node:events';
import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TestRequest } from './case.js';
import { fakePeerAddress } from './fake-peer-address.js';

export interface Reply {
  readonly status: number;
  /** Names in lower case. A header that was sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** Sends one request over HTTP/1, byte for byte, on a new connection. */
export async function sendHttp1(
  to: NetConnectOpts,
  documentPath: string,
  {
    method = 'GET',
    path = documentPath,
    query = '',
    version,
    headers,
    peer,
  }: TestRequest,
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

/** Sends one request over HTTP/2 without TLS in a new session. */
export async function sendHttp2(
  to: NetConnectOpts,
  documentPath: string,
  {
    method = 'GET',
    path = documentPath,
    query = '',
    headers,
    peer,
  }: TestRequest,
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
  const { ':status': status, ...rest } = received;
  return { status: Number(status), headers: toMap(rest), body };
}

/** Sends one request with Fastify's `inject`, without a connection. */
export async function sendInject(
  app: NestFastifyApplication,
  documentPath: string,
  {
    method = 'GET',
    path = documentPath,
    query = '',
    headers,
    peer,
  }: TestRequest,
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
  peer: TestRequest['peer'],
): Promise<Socket> {
  const socket = connect(to);
  await once(socket, 'connect');
  if (peer !== undefined) {
    fakePeerAddress(peer.address, socket);
  }
  return socket;
}

function parse(response: string): Reply {
  const end = response.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = response.slice(0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const [name, value] of lines.map(nameAndValue)) {
    const known = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...known, value]);
  }
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: response.slice(end + 4),
  };
}

function nameAndValue(line: string): [name: string, value: string] {
  const colon = line.indexOf(':', 1); // The name of a pseudo-header begins with a colon.
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
