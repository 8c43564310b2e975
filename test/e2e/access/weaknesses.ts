import type { Case } from './case.js';
import { applicationSettingCases } from './cases/application-settings.js';
import { browserCases } from './cases/browsers.js';
import { forwardingHeaderCases } from './cases/forwarding-headers.js';
import { functionCases } from './cases/functions.js';
import { hostCases } from './cases/hosts.js';
import { networkCases } from './cases/networks.js';
import { peerCases } from './cases/peers.js';
import { tokenCases } from './cases/tokens.js';
import { transportCases } from './cases/transports.js';
import type { Change } from './weakened-build.js';

/** A way in which the access rule could be wrong, by one replacement. */
interface Weakness extends Change {
  /** What is wrong then. */
  readonly name: string;
}

const rule: readonly Weakness[] = [
  {
    name: 'refusals are not heeded',
    file: 'expvar.handler.js',
    find: 'if (refusal !== undefined) {',
    replace: 'if (false) {',
  },
  {
    name: 'what a function promises is not awaited',
    file: 'expvar.handler.js',
    find: '? await this.unlessClosing(decision)',
    replace: '? undefined',
  },
  {
    name: 'HEAD is let in',
    file: 'expvar.handler.js',
    find: 'if (refusal !== undefined) {',
    replace: "if (refusal !== undefined && request.method !== 'HEAD') {",
  },
  {
    name: 'the method is told before the rule is asked',
    file: 'expvar.handler.js',
    find: 'if (refusal !== undefined) {',
    replace: "if (refusal !== undefined && request.method !== 'POST') {",
  },
  {
    name: 'the page is made before the rule is asked',
    file: 'expvar.handler.js',
    find: 'const decision = this.rule.refusal(request);',
    replace:
      'const decision = this.rule.refusal(request); await this.document(request);',
  },
  {
    name: 'the client is told the reason',
    file: 'expvar.handler.js',
    find: 'return refusalAnswer(refusal);',
    replace: 'return textAnswer(refusal.status, refusal.reason);',
  },
  {
    name: 'the refusal is 404',
    file: 'expvar.handler.js',
    find: 'textAnswer(403, messages.forbidden)',
    replace: 'textAnswer(404, messages.forbidden)',
  },
  {
    name: 'no WWW-Authenticate',
    file: 'expvar.handler.js',
    find: `'WWW-Authenticate':`,
    replace: `'X-Authenticate':`,
  },
];

const headers: readonly Weakness[] = [
  {
    name: 'no Cross-Origin-Resource-Policy',
    file: 'answer.js',
    find: `'Cross-Origin-Resource-Policy': 'same-origin',`,
    replace: '',
  },
  {
    name: 'no nosniff',
    file: 'answer.js',
    find: `'X-Content-Type-Options': 'nosniff',`,
    replace: '',
  },
  {
    name: 'no no-store',
    file: 'answer.js',
    find: `'Cache-Control': 'no-store',`,
    replace: '',
  },
  {
    name: 'CORS headers are kept',
    file: 'expvar.controller.js',
    find: `name.startsWith('access-control-')`,
    replace: 'false',
  },
  {
    name: 'CORS headers are kept, but for the one of the origin',
    file: 'expvar.controller.js',
    find: `name.startsWith('access-control-')`,
    replace: `name === 'access-control-allow-origin'`,
  },
];

const otherSites: readonly Weakness[] = [
  {
    name: 'other sites are let in',
    file: 'access/access-rule.js',
    find: 'otherSite(request)',
    replace: 'undefined',
  },
  {
    name: 'Sec-Fetch-Site is ignored',
    file: 'access/other-site.js',
    find: 'site !== undefined &&',
    replace: 'false &&',
  },
  {
    name: 'an empty Sec-Fetch-Site is ignored',
    file: 'access/other-site.js',
    find: 'site !== undefined &&',
    replace: 'site &&',
  },
  {
    name: 'same-site is let in',
    file: 'access/other-site.js',
    find: `site !== 'none' &&`,
    replace: `site !== 'none' && site !== 'same-site' &&`,
  },
  {
    name: 'cross-site alone is refused',
    file: 'access/other-site.js',
    find: `site !== 'none' &&`,
    replace: `site === 'cross-site' &&`,
  },
  {
    name: 'what a user types is refused',
    file: 'access/other-site.js',
    find: `site !== 'none' &&`,
    replace: '',
  },
  {
    name: 'navigations are refused',
    file: 'access/other-site.js',
    find: '!isNavigation(request)',
    replace: 'true',
  },
  {
    name: 'navigations of frames are let in',
    file: 'access/other-site.js',
    find: `headers['sec-fetch-dest'] === 'document'`,
    replace: 'true',
  },
  {
    name: 'fetches of a document are taken for navigations',
    file: 'access/other-site.js',
    find: `headers['sec-fetch-mode'] === 'navigate'`,
    replace: 'true',
  },
  {
    name: 'Origin is ignored',
    file: 'access/other-site.js',
    find: 'origin !== undefined &&',
    replace: 'false &&',
  },
  {
    name: 'an empty Origin is ignored',
    file: 'access/other-site.js',
    find: 'origin !== undefined &&',
    replace: 'origin &&',
  },
  {
    name: 'the Origin null is ignored',
    file: 'access/other-site.js',
    find: 'origin !== undefined &&',
    replace: `origin !== undefined && origin !== 'null' &&`,
  },
  {
    name: 'every Origin is refused',
    file: 'access/other-site.js',
    find: '!isOriginOf(origin, hostOf(request))',
    replace: 'true',
  },
  {
    name: 'an Origin need only begin as the Host does',
    file: 'access/other-site.js',
    find: '!isOriginOf(origin, hostOf(request))',
    replace: `!origin.startsWith(\`http://\${hostOf(request)}\`) && !isOriginOf(origin, hostOf(request))`,
  },
  {
    name: 'an Origin need only have the Host in it',
    file: 'access/other-site.js',
    find: '!isOriginOf(origin, hostOf(request))',
    replace:
      '!origin.includes(hostOf(request)) && !isOriginOf(origin, hostOf(request))',
  },
  {
    name: 'the default port counts as a port',
    file: 'access/other-site.js',
    find: '`${host}${port}`',
    replace: 'host',
  },
  {
    name: 'both schemes have one default port',
    file: 'access/other-site.js',
    find: `https: ':443'`,
    replace: `https: ':80'`,
  },
];

const peers: readonly Weakness[] = [
  {
    name: 'the peer is not checked',
    file: 'access/address-policy.js',
    find: '!this.addresses.has(peerOf(request))',
    replace: 'false',
  },
  {
    name: 'all of 127/8 is this machine',
    file: 'access/address-list.js',
    find: `addAddress('127.0.0.1', 'ipv4')`,
    replace: `addSubnet('127.0.0.0', 8, 'ipv4')`,
  },
  {
    name: 'what begins with 127. is this machine',
    file: 'access/address-list.js',
    find: `peer === '127.0.0.1' ||`,
    replace: `peer?.startsWith('127.') ||`,
  },
  {
    name: 'what begins with 127.0.0.1 is this machine',
    file: 'access/address-list.js',
    find: `peer === '127.0.0.1' ||`,
    replace: `peer?.startsWith('127.0.0.1') ||`,
  },
  {
    name: 'what ends in 127.0.0.1 is this machine',
    file: 'access/address-list.js',
    find: `peer === '127.0.0.1' ||`,
    replace: `peer?.endsWith('127.0.0.1') ||`,
  },
  {
    name: 'what ends in 7f00:1 is this machine',
    file: 'access/address-list.js',
    find: `peer === '127.0.0.1' ||`,
    replace: `peer?.endsWith(':7f00:1') ||`,
  },
  {
    name: '::2 is this machine',
    file: 'access/address-list.js',
    find: ` || peer === '::1'`,
    replace: ` || peer === '::2'`,
  },
  {
    name: 'a connection without an address is let in',
    file: 'access/address-list.js',
    find: `peer === '127.0.0.1' ||`,
    replace: `peer === undefined || peer === '127.0.0.1' ||`,
  },
  {
    name: 'an empty address is let in',
    file: 'access/address-list.js',
    find: `peer === '127.0.0.1' ||`,
    replace: `peer === '' || peer === '127.0.0.1' ||`,
  },
  {
    name: 'mapped addresses are refused',
    file: 'access/address-list.js',
    find: 'family !== 0 &&',
    replace: `family !== 0 && !address.startsWith('::ffff:') &&`,
  },
  {
    name: 'what is no address is let in',
    file: 'access/address-list.js',
    find: 'family !== 0 &&',
    replace: 'family === 0 ||',
  },
  {
    name: 'a network is its first address alone',
    file: 'access/address-list.js',
    find: 'addSubnet(address, prefix, family)',
    replace: 'addAddress(address, family)',
  },
  {
    name: 'a network is larger than it says',
    file: 'access/address-list.js',
    find: 'addSubnet(address, prefix, family)',
    replace: 'addSubnet(address, prefix - 1, family)',
  },
];

const forwarding: readonly Weakness[] = [
  {
    name: 'forwarding headers are ignored',
    file: 'access/address-policy.js',
    find: 'isForwarded(request)',
    replace: 'false',
  },
  {
    name: 'forwarding headers are ignored where networks are allowed',
    file: 'access/address-policy.js',
    find: 'isForwarded(request)',
    replace: 'this.isLoopbackAlone && isForwarded(request)',
  },
  {
    name: 'empty forwarding headers are ignored',
    file: 'access/forwarding.js',
    find: 'HEADERS.has(name) || FAMILY.test(name)',
    replace: '(HEADERS.has(name) || FAMILY.test(name)) && headers[name]',
  },
  {
    name: 'forwarding headers are believed when they say this machine',
    file: 'access/forwarding.js',
    find: 'HEADERS.has(name) || FAMILY.test(name)',
    replace: `(HEADERS.has(name) || FAMILY.test(name)) && headers[name] !== '127.0.0.1'`,
  },
  {
    name: 'forwarding headers are known by their whole names alone',
    file: 'access/forwarding.js',
    find: ' || FAMILY.test(name)',
    replace: '',
  },
  {
    name: 'forwarding headers are known by their families alone',
    file: 'access/forwarding.js',
    find: 'HEADERS.has(name) || ',
    replace: '',
  },
  {
    name: 'Via is ignored',
    file: 'access/forwarding.js',
    find: `'via',`,
    replace: '',
  },
];

const oldVersion: readonly Weakness[] = [
  {
    name: 'HTTP/1.0 is let in',
    file: 'access/address-policy.js',
    find: `request.httpVersion === '1.0'`,
    replace: 'false',
  },
  {
    name: 'HTTP/1.0 is let in where networks are allowed',
    file: 'access/address-policy.js',
    find: `request.httpVersion === '1.0'`,
    replace: `this.isLoopbackAlone && request.httpVersion === '1.0'`,
  },
  {
    name: 'HTTP/2 is refused',
    file: 'access/address-policy.js',
    find: `request.httpVersion === '1.0'`,
    replace: `request.httpVersion !== '1.1'`,
  },
];

const hosts: readonly Weakness[] = [
  {
    name: 'the Host is not checked',
    file: 'access/address-policy.js',
    find: 'this.isHostAllowed(hostOf(request))',
    replace: 'true',
  },
  {
    name: 'two Hosts are as good as the right one',
    file: 'access/address-policy.js',
    find: 'host !== undefined &&',
    replace: 'host === undefined ||',
  },
  {
    name: 'a second Host is overlooked',
    file: 'access/host.js',
    find: 'hosts.length > 1 ||',
    replace: 'false ||',
  },
  {
    name: ':authority is ignored',
    file: 'access/host.js',
    find: `name === ':authority'`,
    replace: 'false',
  },
  {
    name: 'Host is ignored beside :authority',
    file: 'access/host.js',
    find: 'host !== undefined && host !== authority',
    replace: 'false',
  },
  {
    name: 'every address is this machine as a Host',
    file: 'access/address-policy.js',
    find: '!this.isLoopbackAlone && ',
    replace: '',
  },
  {
    name: 'no address is let in as a Host where networks are allowed',
    file: 'access/address-policy.js',
    find: 'isAddress(host)',
    replace: 'false',
  },
  {
    name: 'a Host need only have localhost in it',
    file: 'access/host-list.js',
    find: 'LOCAL.test(name) ||',
    replace: `LOCAL.test(name) || name.includes('localhost') ||`,
  },
  {
    name: 'a Host need only end in localhost',
    file: 'access/host-list.js',
    find: 'LOCAL.test(name) ||',
    replace: `LOCAL.test(name) || name.endsWith('localhost') ||`,
  },
  {
    name: 'a Host need only begin with localhost.',
    file: 'access/host-list.js',
    find: 'LOCAL.test(name) ||',
    replace: `LOCAL.test(name) || name.startsWith('localhost.') ||`,
  },
  {
    name: '0.0.0.0 is this machine as a Host',
    file: 'access/host-list.js',
    find: 'LOCAL.test(name) ||',
    replace: `LOCAL.test(name) || name === '0.0.0.0' ||`,
  },
  {
    name: 'names below localhost are not this machine',
    file: 'access/host-list.js',
    find: 'LOCAL.test(name) ||',
    replace: `(LOCAL.test(name) && !name.endsWith('.localhost')) ||`,
  },
  {
    name: 'a Host in upper case is refused',
    file: 'access/host-list.js',
    find: '?.[1]?.toLowerCase()',
    replace: '?.[1]',
  },
  {
    name: 'a Host may be of any length',
    file: 'access/host-list.js',
    find: 'host.length > MAX_LENGTH',
    replace: 'false',
  },
  {
    name: 'anything may stand for the port of a Host',
    file: 'access/host-list.js',
    find: '(?::\\d{1,5})?$/i',
    replace: '(?::.*)?$/i',
  },
  {
    name: 'a domain of allowedHosts need not begin at a dot',
    file: 'access/host-list.js',
    find: 'this.suffixes.push(name)',
    replace: 'this.suffixes.push(name.slice(1))',
  },
  {
    name: 'a domain of allowedHosts is not in itself',
    file: 'access/host-list.js',
    find: 'this.names.add(name.slice(1))',
    replace: '',
  },
  {
    name: 'every name of allowedHosts is a domain',
    file: 'access/host-list.js',
    find: 'this.names.has(name) ||',
    replace:
      'this.names.has(name) || this.names.has(name.slice(name.indexOf(".") + 1)) ||',
  },
  {
    name: 'allowedHosts has no effect',
    file: 'access/host-list.js',
    find: 'this.names.has(name) ||',
    replace: '',
  },
];

const tokens: readonly Weakness[] = [
  {
    name: 'every token is right',
    file: 'access/token-policy.js',
    find: 'timingSafeEqual(digestOf(presented), this.digest)',
    replace: 'true',
  },
  {
    name: 'a token need only begin right',
    file: 'access/token-policy.js',
    find: '.update(token,',
    replace: '.update(token.slice(0, 16),',
  },
  {
    name: 'the case of a token does not matter',
    file: 'access/token-policy.js',
    find: '.update(token,',
    replace: '.update(token.toLowerCase(),',
  },
  {
    name: 'this machine needs no token',
    file: 'access/token-policy.js',
    find: 'refusal({ headers }) {',
    replace: `refusal({ headers, socket }) { if (socket.remoteAddress === '127.0.0.1') { return; }`,
  },
  {
    name: 'Basic is refused',
    file: 'access/token-policy.js',
    find: 'bearer|basic',
    replace: 'bearer',
  },
  {
    name: 'Bearer is refused',
    file: 'access/token-policy.js',
    find: 'bearer|basic',
    replace: 'basic',
  },
  {
    name: 'every scheme will do',
    file: 'access/token-policy.js',
    find: `tokenIn(headers.authorization ?? '')`,
    replace: `tokenIn((headers.authorization ?? '').replace(/^(?!basic)\\w+/i, 'Bearer'))`,
  },
  {
    name: 'the case of the scheme matters',
    file: 'access/token-policy.js',
    find: `scheme.toLowerCase() === 'bearer'`,
    replace: `scheme === 'Bearer'`,
  },
  {
    name: 'a token in a cookie will do',
    file: 'access/token-policy.js',
    find: `headers.authorization ?? ''`,
    replace: `headers.authorization ?? headers.cookie?.replace(/^token=([^;]*).*/, 'Bearer $1') ?? ''`,
  },
  {
    name: 'a token in the query will do',
    file: 'access/token-policy.js',
    find: `refusal({ headers }) {`,
    replace: `refusal({ headers, url }) { headers.authorization ??= 'Bearer ' + url.split('token=')[1];`,
  },
  {
    name: 'Proxy-Authorization will do',
    file: 'access/token-policy.js',
    find: `headers.authorization ??`,
    replace: `headers.authorization ?? headers['proxy-authorization'] ??`,
  },
  {
    name: 'a user may be the token',
    file: 'access/token-policy.js',
    find: '/^[^:]*:(.*)$/s',
    replace: '/^([^:]*):/s',
  },
  {
    name: 'Basic needs no user',
    file: 'access/token-policy.js',
    find: '/^[^:]*:(.*)$/s',
    replace: '/^(?:[^:]*:)?(.*)$/s',
  },
  {
    name: 'a token ends at its first colon',
    file: 'access/token-policy.js',
    find: '/^[^:]*:(.*)$/s',
    replace: '/^[^:]*:([^:]*)/s',
  },
  {
    name: 'a token begins at its last colon',
    file: 'access/token-policy.js',
    find: '/^[^:]*:(.*)$/s',
    replace: '/^.*:(.*)$/s',
  },
  {
    name: 'garbage in Basic is skipped',
    file: 'access/token-policy.js',
    find: '!BASE64.test(credentials)',
    replace: 'false',
  },
  {
    name: 'a wrong token is 403',
    file: 'access/token-policy.js',
    find: '{ status: 401, reason: messages.refusals.wrongToken }',
    replace: '{ status: 403, reason: messages.refusals.wrongToken }',
  },
];

const functions: readonly Weakness[] = [
  {
    name: 'what is truthy is as good as true',
    file: 'access/function-policy.js',
    find: 'decision === true',
    replace: 'decision',
  },
  {
    name: 'what is not false is as good as true',
    file: 'access/function-policy.js',
    find: 'decision === true',
    replace: 'decision !== false',
  },
  {
    name: 'false is as good as true',
    file: 'access/function-policy.js',
    find: 'decision === true',
    replace: `typeof decision === 'boolean'`,
  },
  {
    name: 'a function that throws lets in',
    file: 'access/function-policy.js',
    find: 'return failed(printableError(error));',
    replace: 'return undefined;',
  },
  {
    name: 'a function is not given the request',
    file: 'access/function-policy.js',
    find: 'this.decide(request)',
    replace: 'this.decide({ headers: {}, socket: {} })',
  },
];

/** All of them, with the cases that are likely to find each, to try first. */
export const weaknesses: readonly (Weakness & {
  readonly first: readonly Case[];
})[] = [
  ...foundBy(rule, [...peerCases, ...functionCases]),
  ...foundBy(headers, applicationSettingCases),
  ...foundBy(otherSites, browserCases),
  ...foundBy(peers, [...peerCases, ...networkCases]),
  ...foundBy(forwarding, forwardingHeaderCases),
  ...foundBy(oldVersion, transportCases),
  ...foundBy(hosts, hostCases),
  ...foundBy(tokens, tokenCases),
  ...foundBy(functions, functionCases),
];

function foundBy(weaknesses: readonly Weakness[], first: readonly Case[]) {
  return weaknesses.map((weakness) => ({ ...weakness, first }));
}
