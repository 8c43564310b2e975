import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  localRequest,
  type Setting,
} from '../case.js';
import {
  byDefault,
  everyPolicy,
  withNetworks,
  withToken,
} from '../settings.js';

/** Pairs of a Host and an Origin that matches it. */
const SAME_ORIGIN = [
  ['localhost:3000', 'http://localhost:3000'],
  ['localhost:3000', 'https://localhost:3000'],
  ['localhost', 'http://localhost'],
  ['localhost', 'https://localhost'],
  ['localhost:80', 'http://localhost'],
  ['localhost', 'http://localhost:80'],
  ['localhost:443', 'https://localhost'],
  ['localhost', 'https://localhost:443'],
  ['LOCALHOST:3000', 'http://localhost:3000'],
  ['a.localhost:3000', 'http://a.localhost:3000'],
  ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['[::1]:3000', 'http://[::1]:3000'],
] as const;

const CROSS_ORIGIN = [
  ['localhost:3000', 'http://localhost:4000'],
  ['localhost:3000', 'http://localhost'],
  ['localhost', 'http://localhost:3000'],
  ['localhost', 'http://localhost:443'],
  ['localhost', 'https://localhost:80'],
  ['localhost:443', 'http://localhost'],
  ['localhost:80', 'https://localhost'],
  ['localhost:3000', 'http://127.0.0.1:3000'],
  ['127.0.0.1:3000', 'http://localhost:3000'],
  ['[::1]:3000', 'http://localhost:3000'],
  ['localhost:3000', 'http://a.localhost:3000'],
  ['a.localhost:3000', 'http://localhost:3000'],
  ['localhost:3000', 'http://localhost:3000.evil.example'],
  ['localhost:3000', 'http://localhost:30001'],
  ['localhost:3000', 'http://evil.example:3000'],
  ['localhost:3000', 'http://evil.example'],
  ['localhost:3000', 'https://evil.example'],
  ['localhost:3000', 'http://localhost:3000@evil.example'],
  ['localhost:3000', 'http://evil.example#localhost:3000'],
  ['localhost:3000', 'http://evil.example/localhost:3000'],
  ['localhost:3000', 'http://localhost:3000, http://evil.example'],
  ['localhost:3000', 'http://evil.example http://localhost:3000'],
  ['localhost:3000', 'null'],
  ['localhost:3000', ''],
  ['localhost:3000', 'garbage'],
  ['localhost:3000', 'localhost:3000'],
  ['localhost:3000', '//localhost:3000'],
  ['localhost:3000', 'http://'],
  ['localhost:3000', 'http://['],
  ['localhost:3000', 'file://'],
  ['localhost:3000', 'chrome-extension://abcdefgh'],
  ['localhost:3000', '*'],
] as const;

const FETCH_SERVED = [
  ['Sec-Fetch-Site: same-origin'],
  ['Sec-Fetch-Site: none'],
  [
    'Sec-Fetch-Site: none',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: document',
  ],
  [
    'Sec-Fetch-Site: same-origin',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
  ],
  ['Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script'],
  // Following a link gives the linking page no access to the response.
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: document',
  ],
  [
    'Sec-Fetch-Site: same-site',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: document',
    'Sec-Fetch-User: ?1',
  ],
];

const FETCH_REFUSED = [
  ['Sec-Fetch-Site: cross-site'],
  ['Sec-Fetch-Site: same-site'],
  ['Sec-Fetch-Site:'],
  ['Sec-Fetch-Site: garbage'],
  ['Sec-Fetch-Site: same-origin-not'],
  ['Sec-Fetch-Site: none, cross-site'],
  ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'],
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: no-cors',
    'Sec-Fetch-Dest: script',
  ],
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: no-cors',
    'Sec-Fetch-Dest: image',
  ],
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
  ],
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: iframe',
  ],
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: navigate',
    'Sec-Fetch-Dest: object',
  ],
  ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate'],
  ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Dest: document'],
  [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: no-cors',
    'Sec-Fetch-Dest: document',
  ],
];

const NAVIGATION = FETCH_SERVED[5]!;

const withHosts: Setting = { options: { allowedHosts: ['vars.example'] } };

export const browserCases: readonly Case[] = [
  ...casesFor(SAME_ORIGIN, byDefault, 'served', ([host, origin]) => ({
    name: `Host: ${host}, Origin: ${origin}`,
    request: requestForHost(host, `Origin: ${origin}`),
  })),
  ...casesFor(CROSS_ORIGIN, byDefault, 403, ([host, origin]) => ({
    name: `Host: ${host}, Origin: ${origin || '(empty)'}`,
    request: requestForHost(host, `Origin: ${origin}`),
  })),
  {
    name: 'an Origin of its own, and another one',
    setting: byDefault,
    request: localRequest(
      'Origin: http://localhost:3000',
      'Origin: http://evil.example',
    ),
    expected: 403,
  },
  {
    name: 'an Origin that is one of the allowedHosts, but not the Host',
    setting: withHosts,
    request: localRequest('Origin: http://vars.example'),
    expected: 403,
  },
  {
    name: 'an Origin that is the Host and one of the allowedHosts',
    setting: withHosts,
    request: requestForHost('vars.example', 'Origin: http://vars.example'),
    expected: 'served',
  },
  {
    name: 'an Origin that is the Host, but not of this machine',
    setting: byDefault,
    request: requestForHost('evil.example', 'Origin: http://evil.example'),
    expected: 403,
  },
  {
    name: 'an Origin that is the address of the Host, from within a network',
    setting: withNetworks,
    request: requestFrom(
      '10.1.2.3',
      requestForHost('10.0.0.5:3000', 'Origin: http://10.0.0.5:3000'),
    ),
    expected: 'served',
  },
  ...casesFor(FETCH_SERVED, byDefault, 'served', fetchCase),
  ...casesFor(FETCH_REFUSED, byDefault, 403, fetchCase),
  ...everyPolicy.slice(1).flatMap(({ policy, setting, pass }) =>
    casesFor(
      [
        'Origin: http://localhost:4000',
        'Origin: http://evil.example',
        'Origin: null',
        'Origin:',
        'Sec-Fetch-Site: cross-site',
        'Sec-Fetch-Site: same-site',
      ],
      setting,
      403,
      (line) => ({
        name: `${policy}, ${line}`,
        request: localRequest(line, ...pass),
      }),
    ),
  ),
  ...everyPolicy.slice(1).flatMap(({ policy, setting, pass }) =>
    casesFor(
      [
        ['Origin: http://localhost:3000'],
        ['Sec-Fetch-Site: same-origin'],
        ['Sec-Fetch-Site: none'],
        NAVIGATION,
      ],
      setting,
      'served',
      (lines) => ({
        name: `${policy}, ${lines.join(', ')}`,
        request: localRequest(...lines, ...pass),
      }),
    ),
  ),
  {
    name: 'a link that somebody follows, to a Host that is not this machine',
    setting: byDefault,
    request: requestForHost('evil.example', ...NAVIGATION),
    expected: 403,
  },
  {
    name: 'a navigation with an Origin of another site',
    setting: byDefault,
    request: localRequest('Origin: http://evil.example', ...NAVIGATION),
    expected: 403,
  },
  {
    name: 'a link that somebody follows, without the token',
    setting: withToken,
    request: localRequest(...NAVIGATION),
    expected: 401,
  },
  {
    name: 'another site, and without the token',
    setting: withToken,
    request: localRequest('Sec-Fetch-Site: cross-site'),
    expected: 403,
  },
];

function fetchCase(lines: readonly string[]) {
  return { name: lines.join(', '), request: localRequest(...lines) };
}
