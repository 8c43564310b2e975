import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { expect, test } from 'vitest';
import { AccessRule } from '../../src/http/access/access-rule.js';
import { ACCESS_CHECKS } from '../../src/options/access.options.js';
import { CheckedOption, checkMembers } from '../../src/support/checks.js';
import type { TestRequest } from '../e2e/access/case.js';
import { cases } from '../e2e/access/cases.js';

/** The end-to-end cases that need no server: plain HTTP/1 for the document. */
const direct = cases.filter(
  ({ expected, request: { over, path, headers } }) =>
    over === undefined &&
    path === undefined &&
    (expected === 'served' || expected === 401 || expected === 403) &&
    new Set(headers.map((line) => nameOf(line))).size === headers.length,
);

test.each(direct)(
  'the access rule alone decides: $name',
  async ({ setting, request, expected }) => {
    Logger.overrideLogger(false);
    const rule = new AccessRule(
      checkMembers(setting.options, ACCESS_CHECKS, new CheckedOption([])),
    );
    const denial = await rule.check(messageOf(request));
    expect(denial?.status ?? 'served').toBe(expected);
  },
);

function messageOf({
  version,
  peer = { address: '127.0.0.1' },
  method = 'GET',
  headers,
}: TestRequest): IncomingMessage {
  const pairs = headers.map((line): [name: string, value: string] => [
    nameOf(line),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    httpVersion: version ?? '1.1',
    httpVersionMajor: 1,
    method,
    url: '/debug/vars',
    headers: Object.fromEntries(pairs),
    rawHeaders: pairs.flat(),
    socket: { remoteAddress: peer.address, destroyed: false },
  } as unknown as IncomingMessage;
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase();
}
