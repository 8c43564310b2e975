import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  localRequest,
  type Setting,
} from '../case.js';
import { TOKEN, withToken, withTokenAndNetworks } from '../settings.js';

const WITH_COLON = 'part-one:part-two:three';
const tokenWithColon: Setting = { options: { access: { token: WITH_COLON } } };

const bearer = `Authorization: Bearer ${TOKEN}`;

function basic(credentials: string): string {
  return `Authorization: Basic ${Buffer.from(credentials).toString('base64')}`;
}

const RIGHT: [name: string, line: string][] = [
  ['Bearer', bearer],
  ['bearer in lower case', `Authorization: bearer ${TOKEN}`],
  ['BEARER in upper case', `Authorization: BEARER ${TOKEN}`],
  ['Basic with a user', basic(`scraper:${TOKEN}`)],
  ['Basic without a user', basic(`:${TOKEN}`)],
  ['Basic with a user beyond ASCII', basic(`运行:${TOKEN}`)],
  ['basic in lower case', basic(`x:${TOKEN}`).replace('Basic', 'basic')],
  ['BASIC in upper case', basic(`x:${TOKEN}`).replace('Basic', 'BASIC')],
];

const WRONG: [name: string, ...lines: string[]][] = [
  ['nothing'],
  ['an empty Authorization', 'Authorization:'],
  ['Bearer alone', 'Authorization: Bearer'],
  ['Basic alone', 'Authorization: Basic'],
  ['another token', 'Authorization: Bearer wrong-token-of-this-size'],
  [
    'another token of that length',
    `Authorization: Bearer ${TOKEN.slice(0, -1)}z`,
  ],
  ['a prefix', `Authorization: Bearer ${TOKEN.slice(0, -1)}`],
  ['a first letter', `Authorization: Bearer ${TOKEN[0]}`],
  ['a suffix', `Authorization: Bearer ${TOKEN.slice(1)}`],
  ['more behind it', `Authorization: Bearer ${TOKEN}x`],
  ['a comma behind it', `Authorization: Bearer ${TOKEN},`],
  ['more before it', `Authorization: Bearer x${TOKEN}`],
  ['it twice', `Authorization: Bearer ${TOKEN}${TOKEN}`],
  ['in upper case', `Authorization: Bearer ${TOKEN.toUpperCase()}`],
  ['in lower case', `Authorization: Bearer ${TOKEN.toLowerCase()}`],
  ['in quotes', `Authorization: Bearer "${TOKEN}"`],
  ['without a scheme', `Authorization: ${TOKEN}`],
  ['after a colon', `Authorization: Bearer: ${TOKEN}`],
  ['without a space', `Authorization: Bearer${TOKEN}`],
  ['of another scheme', `Authorization: Token ${TOKEN}`],
  ['Digest', `Authorization: Digest ${TOKEN}`],
  ['a scheme that ends in Bearer', `Authorization: XBearer ${TOKEN}`],
  ['Basic without base64', `Authorization: Basic ${TOKEN}`],
  ['Basic without base64, with a user', `Authorization: Basic x:${TOKEN}`],
  ['Basic with garbage', 'Authorization: Basic !!!!'],
  ['Basic with padding alone', 'Authorization: Basic ===='],
  ['Basic without a colon', basic(TOKEN)],
  ['Basic with it as the user', basic(`${TOKEN}:`)],
  ['Basic with it as the user, and another', basic(`${TOKEN}:wrong`)],
  ['Basic with another', basic('scraper:wrong-token-of-this-size')],
  ['Basic with a prefix', basic(`scraper:${TOKEN.slice(0, -1)}`)],
  ['Basic with more behind it', basic(`scraper:${TOKEN}x`)],
  ['Basic with more before it', basic(`scraper:x${TOKEN}`)],
  ['Basic with another colon', basic(`scraper::${TOKEN}`)],
  ['Basic with garbage behind it', `${basic(`x:${TOKEN}`)}!`],
  ['Basic with garbage in it', basic(`x:${TOKEN}`).replace(/.$/, '!$&')],
  ['Bearer in base64', basic(`x:${TOKEN}`).replace('Basic', 'Bearer')],
  ['another token first', 'Authorization: Bearer wrong', bearer],
  ['in a cookie', `Cookie: token=${TOKEN}; access_token=${TOKEN}`],
  ['in Proxy-Authorization', `Proxy-Authorization: Bearer ${TOKEN}`],
  ['in X-Api-Key', `X-Api-Key: ${TOKEN}`],
  ['in a header of its own', `Token: ${TOKEN}`],
];

export const tokenCases: readonly Case[] = [
  ...casesFor(RIGHT, withToken, 'served', ([name, line]) => ({
    name: `the token, ${name}`,
    request: localRequest(line),
  })),
  ...casesFor(WRONG, withToken, 401, ([name, ...lines]) => ({
    name: `no token: ${name}`,
    request: localRequest(...lines),
  })),
  ...casesFor(
    [`?token=${TOKEN}`, `?access_token=${TOKEN}`, `?name=${TOKEN}`],
    withToken,
    401,
    (query) => ({
      name: `no token: in the query ${query.split('=', 1)[0]}`,
      request: { ...localRequest(), query },
    }),
  ),
  ...casesFor(['HEAD', 'POST', 'OPTIONS'], withToken, 401, (method) => ({
    name: `no token: ${method}`,
    request: { ...localRequest(), method },
  })),
  ...casesFor(
    ['127.0.0.1', '::1', '10.0.0.1', undefined],
    withToken,
    401,
    (peer) => ({
      name: `no token: from ${peer}`,
      request: requestFrom(peer),
    }),
  ),
  ...casesFor(['HEAD'], withToken, 'served', (method) => ({
    name: `the token, ${method}`,
    request: { ...localRequest(bearer), method },
  })),
  {
    name: 'the token, POST',
    setting: withToken,
    request: { ...localRequest(bearer), method: 'POST' },
    expected: 405,
  },
  {
    name: 'the token, through a proxy, from elsewhere, for any Host',
    setting: withToken,
    request: requestFrom(
      '8.8.8.8',
      requestForHost(
        'vars.example',
        bearer,
        'X-Forwarded-For: 1.2.3.4',
        'Via: 1.1 a',
      ),
    ),
    expected: 'served',
  },
  {
    name: 'no token: through a proxy that says it is this machine',
    setting: withToken,
    request: localRequest('X-Forwarded-For: 127.0.0.1'),
    expected: 401,
  },

  ...casesFor(
    [`Authorization: Bearer ${WITH_COLON}`, basic(`x:${WITH_COLON}`)],
    tokenWithColon,
    'served',
    (line) => ({
      name: `a token with colons, ${line.split(' ')[1]}`,
      request: localRequest(line),
    }),
  ),
  ...casesFor(
    [
      basic(WITH_COLON),
      basic('x:part-two:three'),
      basic('part-one:part-two'),
      'Authorization: Bearer part-one',
    ],
    tokenWithColon,
    401,
    (line) => ({
      name: `a part of a token with colons, ${line.slice(15)}`,
      request: localRequest(line),
    }),
  ),

  ...casesFor(['10.0.0.1', '127.0.0.1'], withTokenAndNetworks, 401, (peer) => ({
    name: `a network does not stand in for the token, from ${peer}`,
    request: requestFrom(peer),
  })),
  ...casesFor(
    ['10.0.0.1', '127.0.0.1', '8.8.8.8', undefined],
    withTokenAndNetworks,
    'served',
    (peer) => ({
      name: `the token is enough beside networks, from ${peer}`,
      request: requestFrom(
        peer,
        requestForHost('vars.example', bearer, 'Via: 1.1 a'),
      ),
    }),
  ),
];
