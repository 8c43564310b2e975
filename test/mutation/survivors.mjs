const ABSENT = 'equivalent: undefined counts as absent there as well';
const ONLY_FASTER = 'equivalent: it only saves work';
const ONLY_PROXIES =
  'equivalent: only a Proxy throws there, which is ordinary in both cases';
const NO_SUCH_LABEL = "equivalent: no label is Stryker's text";
const GROUPS = 'equivalent: without a match all groups are undefined';
const REST_OF_TEXT =
  'equivalent: the pattern begins with the text, and its last part takes the rest';
const KILLED_BY = {
  plainValue: 'killed since by `test/unit/encoding/plain-value.test.ts`',
  goString: 'killed since by `test/unit/encoding/go-string.test.ts`',
  goMarshal: 'killed since by `test/unit/encoding/go-marshal.test.ts`',
  prometheus:
    'only slower, or killed by `test/unit/prometheus`, which does not run for this folder',
};
const SPARE_BYTES =
  'equivalent: the buffer has spare bytes, which the next text replaces';

/**
 * The reasons why mutants survive. A mutant matches by its file and by the start of
 * the original and of the replacement.
 *
 * @type {readonly { file: string, original: string, replacement?: string, reason: string }[]}
 */
export const survivors = [
  {
    file: 'document-renderer.ts',
    original: 'out.capacity > MAX_IDLE_BYTES',
    replacement: 'out.capacity >= MAX_IDLE_BYTES',
    reason: 'equivalent: a buffer of exactly 16 MiB may be kept or released',
  },
  {
    file: 'go-float.ts',
    original: 'x > 0',
    replacement: 'x >= 0',
    reason: 'equivalent: 0 is formatted before',
  },
  {
    file: 'key-order.ts',
    original: 'a < b',
    replacement: 'a <= b',
    reason: 'equivalent: the keys are different',
  },
  ...[
    ['expvar.registry.ts', '[]', NO_SUCH_LABEL],
    ['check-var-meta.ts', '[]', NO_SUCH_LABEL],
    [
      'check-var-meta.ts',
      'first < second!',
      'killed since by `test/unit/registry/expvar-registry.test.ts`',
    ],
    [
      'measured-paths.ts',
      'measuresCalls(variable)',
      'equivalent: read() checks it again',
    ],
    [
      'key-order.ts',
      '{ return a < b',
      'killed since by `test/unit/encoding/key-order.test.ts`',
    ],
    ['object-kind.ts', 'Object.prototype.toString', ONLY_FASTER],
    ['object-kind.ts', '!isOrdinary', ONLY_FASTER],
    ['object-kind.ts', '{ return true; }', ONLY_PROXIES],
    ['object-kind.ts', 'true', ONLY_PROXIES],
    [
      'object-kind.ts',
      'isRawJSON !== undefined',
      'equivalent on Node 22 and newer, where the run took place',
    ],
    ['key-order.ts', 'x < FIRST_SURROGATE', ONLY_FASTER],
    ['key-order.ts', 'y < FIRST_SURROGATE', ONLY_FASTER],
    ['token-policy.ts', '/^', REST_OF_TEXT],
    ['token-policy.ts', '', GROUPS],
    ['cross-site.ts', '', GROUPS],
    [
      'peer.ts',
      '{ return undefined;',
      'equivalent: it returns undefined as well',
    ],
    ['host.ts', 'name.length === 4', ONLY_FASTER],
    ['host.ts', '[]', 'equivalent: the text is no Host'],
    [
      'host-list.ts',
      '[]',
      "equivalent: no Host is Stryker's text or ends with it",
    ],
    ['host-list.ts', 'HOST.exec(host)', 'equivalent: a match has the group'],
    ['forwarding.ts', '[]', 'equivalent: one element is below the limit'],
    ['denial.ts', 'detail !== undefined', ABSENT],
    ['address-list.ts', '/^(fe[89ab].*)%.+$/i', REST_OF_TEXT],
    [
      'address-list.ts',
      'family !== 0',
      'equivalent: the list has addresses only',
    ],
    ['plain-value.ts', '[]', KILLED_BY.plainValue],
    ['plain-value.ts', '{ this.variableLevel', KILLED_BY.plainValue],
    ['plain-value.ts', 'variables.', KILLED_BY.plainValue],
    ['plain-value.ts', '{ throw new Error', KILLED_BY.plainValue],
    ['go-string.ts', '', KILLED_BY.goString],
    ['value-walker.ts', '{ return this.exceeded', KILLED_BY.goMarshal],
    ['value-walker.ts', '{ this.limitError =', KILLED_BY.goMarshal],
    ['value-walker.ts', "case 'number': return String", KILLED_BY.goMarshal],
    ['value-walker.ts', 'text.length * MAX_ESCAPED_BYTES', ONLY_FASTER],
    ['value-walker.ts', '{ this.checkBudget(minQuotedBytes', ONLY_FASTER],
    ['value-walker.ts', 'length * 2', ONLY_FASTER],
    ['value-walker.ts', 'Math.ceil(value.byteLength / 3) * 4', ONLY_FASTER],
    [
      'value-walker.ts',
      "case 'typedArray':",
      'equivalent: the next case walks the same items; it only saves work',
    ],
    [
      'value-walker.ts',
      "case 'boolean':",
      'equivalent: the next case formats a boolean in the same way',
    ],
    [
      'value-walker.ts',
      "case 'string': return key",
      'equivalent: the next case returns the same text',
    ],
    [
      'value-walker.ts',
      'default: return undefined',
      'equivalent: it returns undefined as well',
    ],
    ['value-walker.ts', '/\\.?0+Z$/', 'equivalent: Z is the last character'],
    ['byte-writer.ts', 'n < 0', KILLED_BY.prometheus],
    ['byte-writer.ts', '(n | 0) !== n', KILLED_BY.prometheus],
    ['byte-writer.ts', '{ if ((n | 0)', KILLED_BY.prometheus],
    ['byte-writer.ts', 'digitCount(n) !== end', KILLED_BY.prometheus],
    ['byte-writer.ts', 'end - start', KILLED_BY.prometheus],
    ['byte-writer.ts', '{ return false; }', KILLED_BY.prometheus],
    ['byte-writer.ts', 'false', KILLED_BY.prometheus],
    [
      'byte-writer.ts',
      'this.position += DOUBLE_BYTES',
      'equivalent: the caller sets the position',
    ],
    ['byte-writer.ts', 'true', KILLED_BY.prometheus],
    ['byte-writer.ts', '{ this.reserve(DOUBLE_BYTES)', KILLED_BY.prometheus],
    [
      'byte-writer.ts',
      'this.position + length + SLACK_BYTES',
      'equivalent: the buffer grows one byte earlier',
    ],
    ['byte-writer.ts', 'length <= 24', ONLY_FASTER],
    [
      'byte-writer.ts',
      'i < length',
      `of writeAscii() ${SPARE_BYTES}; of writeEncoded() killed since by \`test/unit/encoding/byte-writer.test.ts\``,
    ],
    ['byte-writer.ts', 'length + 2', SPARE_BYTES],
    ['byte-writer.ts', 'text.length + exponent', SPARE_BYTES],
    [
      'byte-writer.ts',
      'this.bytesAllocated * 2',
      'equivalent but slower: the buffer grows more often',
    ],
  ].map(([file = '', original = '', reason = '']) => ({
    file,
    original,
    reason,
  })),
];
