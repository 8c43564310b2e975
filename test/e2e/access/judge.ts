import type { Reply } from './ask.js';
import type { Case } from './case.js';

/** The page of every application under test. */
export const DOCUMENT =
  '{\n"canary": "sings",\n"jobs": 41,\n"load": 1e+06\n}\n';

/** What nobody may see who is refused. */
const INSIDE = ['canary', 'sings', 'jobs', '41', 'load', '1e+06'];

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

/** Headers that are not the page's, with what they may say. */
const OTHERS = new Map([
  ['connection', /^(?:close|keep-alive)$/],
  ['date', /GMT$/],
  ['vary', /^Origin$/],
  ['x-powered-by', /^Express$/],
]);

export interface Failure {
  readonly name: string;
  /** A leak is served where it should be refused, a lock-out the reverse. */
  readonly kind: 'leak' | 'lock-out' | 'answer';
  readonly why: string;
}

/**
 * Holds an answer against what is expected.
 *
 * @param evaluations of a variable of the page that the request has caused
 */
export function judge(
  { name, expected, asking }: Case,
  { status, headers, body }: Reply,
  evaluations: number,
): Failure | undefined {
  const fail = (kind: Failure['kind'], why: string) => ({ name, kind, why });
  if (expected === 'served' && status !== 200) {
    return fail('lock-out', `${status} ${body}`);
  }
  if (expected !== 'served') {
    if (status === 200 || INSIDE.some((part) => body.includes(part))) {
      return fail('leak', `${status} ${body}`);
    }
    if (evaluations > 0) {
      return fail('leak', 'a variable was evaluated');
    }
    if (status !== expected) {
      return fail('answer', `${status} in place of ${expected}`);
    }
    if (status === 400) {
      return undefined;
    }
  }
  const whole = BODIES[expected] ?? body;
  if (body !== (asking.method === 'HEAD' ? '' : whole)) {
    return fail('answer', `the body is ${JSON.stringify(body)}`);
  }
  const why = wrongHeader(headers, {
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(whole)),
    'content-type':
      expected === 'served'
        ? 'application/json; charset=utf-8'
        : 'text/plain; charset=utf-8',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...MORE_HEADERS[expected],
  });
  return why === undefined ? undefined : fail('answer', why);
}

function wrongHeader(
  headers: Reply['headers'],
  expected: Readonly<Record<string, string>>,
): string | undefined {
  const missing = Object.keys(expected).find((name) => !headers.has(name));
  if (missing !== undefined) {
    return `no header ${missing}`;
  }
  for (const [name, values] of headers) {
    const [value = '', ...more] = values;
    const isRight =
      expected[name] === undefined
        ? OTHERS.get(name)?.test(value)
        : expected[name] === value;
    if (!isRight || more.length > 0) {
      return `the header ${name}: ${values.join(' and ')}`;
    }
  }
}
