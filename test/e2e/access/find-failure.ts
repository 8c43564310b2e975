import type { Reply } from './send-request.js';
import type { Case } from './case.js';

/** The document of every application under test. */
export const DOCUMENT =
  '{\n"canary": "sings",\n"jobs": 41,\n"load": 1e+06\n}\n';

/** Parts of the document, which no denied client may see. */
const CONTENT = ['canary', 'sings', 'jobs', '41', 'load', '1e+06'];

const BODIES: Partial<Record<Case['expected'], string>> = {
  served: DOCUMENT,
  401: '401: send the token that the option access of ExpvarModule.forRoot() sets, as Authorization: Bearer <token>\n',
  403: '403: this client has no access; the option access of ExpvarModule.forRoot() decides who has, and the log of the application says why this client was denied\n',
  405: 'Method Not Allowed\n',
};

const MORE_HEADERS: Partial<Record<Case['expected'], Record<string, string>>> =
  {
    401: { 'www-authenticate': 'Bearer realm="expvar", Basic realm="expvar"' },
    405: { allow: 'GET, HEAD' },
  };

const PROCESS = 'expvar-process';

/**
 * Headers whose values the cases do not state: that of the process, and those
 * that Node and the adapters add.
 */
const ADDED_HEADERS = new Map([
  [PROCESS, new RegExp(`^${process.pid}-[\\da-f-]{36}$`)],
  ['connection', /^(?:close|keep-alive)$/],
  ['date', /GMT$/],
  ['vary', /^(?:Origin, )?Accept$/],
  ['x-powered-by', /^Express$/],
]);

export interface Failure {
  readonly name: string;
  /** A leak is a response that should be denied, a lock-out the reverse. */
  readonly kind: 'leak' | 'lock-out' | 'response';
  readonly why: string;
}

/**
 * Compares a response with the expected one. Returns undefined when it is right.
 *
 * @param evaluations the number of evaluations of a variable by the request
 */
export function findFailure(
  { name, expected, request }: Case,
  { status, headers, body }: Reply,
  evaluations: number,
): Failure | undefined {
  const fail = (kind: Failure['kind'], why: string) => ({ name, kind, why });
  if (expected === 'served' && status !== 200) {
    return fail('lock-out', `${status} ${body}`);
  }
  if (expected !== 'served') {
    if (status === 200 || CONTENT.some((part) => body.includes(part))) {
      return fail('leak', `${status} ${body}`);
    }
    if (evaluations > 0) {
      return fail('leak', 'a variable was evaluated');
    }
    if (status !== expected) {
      return fail('response', `${status} in place of ${expected}`);
    }
    if (status === 400) {
      return undefined;
    }
  }
  const expectedBody = BODIES[expected] ?? body;
  if (body !== (request.method === 'HEAD' ? '' : expectedBody)) {
    return fail('response', `the body is ${JSON.stringify(body)}`);
  }
  const why = wrongHeader(headers, {
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(expectedBody)),
    'content-type':
      expected === 'served'
        ? 'application/json; charset=utf-8'
        : 'text/plain; charset=utf-8',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...MORE_HEADERS[expected],
  });
  return why === undefined ? undefined : fail('response', why);
}

function wrongHeader(
  headers: Reply['headers'],
  expected: Readonly<Record<string, string>>,
): string | undefined {
  const missing = [...Object.keys(expected), PROCESS].find(
    (name) => !headers.has(name),
  );
  if (missing !== undefined) {
    return `no header ${missing}`;
  }
  for (const [name, values] of headers) {
    const [value = '', ...more] = values;
    const isRight =
      expected[name] === undefined
        ? ADDED_HEADERS.get(name)?.test(value)
        : expected[name] === value;
    if (!isRight || more.length > 0) {
      return `the header ${name}: ${values.join(' and ')}`;
    }
  }
}
