import { func, gives } from '../bad-variable.mjs';
import { intOf, mapOf, stringOf } from '../make-variables.mjs';

/** Text that JSON, HTML or UTF-8 have to escape, D14. */
export const stringVariables = [
  gives(
    'lone surrogates',
    func(() => ['\ud800', 'a\udc00b', '\ud800\ud800', '😀']),
    '["\ufffd","a\ufffdb","\ufffd\ufffd","😀"]',
  ),
  gives(
    'lone surrogate, bare',
    func(() => 'a\ud83d'),
    '"a\ufffd"',
  ),
  gives(
    'lone surrogates in a StringVar',
    () => stringOf('\udfff\ud800'),
    '"\ufffd\ufffd"',
  ),
  gives(
    'lone surrogates in keys',
    func(() => ({ '\ud800': 1 })),
    '{"\ufffd":1}',
  ),
  gives(
    'control characters',
    func(() => '\0\u0001\b\t\n\f\r\u001b\u001f\u007f'),
    '"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001b\\u001f\u007f"',
  ),
  gives(
    'control characters in a StringVar',
    () => stringOf('\0\b\t\n\f\r'),
    '"\\u0000\\u0008\\t\\n\\u000c\\r"',
  ),
  gives(
    'quotes and backslashes',
    func(() => ({ 'a"b\\c': '"\\"' })),
    '{"a\\"b\\\\c":"\\"\\\\\\""}',
  ),
  gives(
    '</script>',
    func(() => ['</script><!--', '&amp;']),
    '["\\u003c/script\\u003e\\u003c!--","\\u0026amp;"]',
  ),
  gives(
    '</script> in a StringVar',
    () => stringOf('</script>'),
    '"\\u003c/script\\u003e"',
  ),
  gives(
    'U+2028 and U+2029',
    func(() => '\u2028\u2029'),
    '"\\u2028\\u2029"',
  ),
  gives(
    'byte order mark and noncharacters',
    func(() => '\ufeff\uffff\u{10ffff}'),
    '"\ufeff\uffff\u{10ffff}"',
  ),
  gives(
    'odd keys of a map',
    () =>
      mapOf(
        Object.fromEntries(
          ['', '\0', '</k>', '\ud800', '__proto__', '😀'].map((key) => [
            key,
            intOf(1),
          ]),
        ),
      ),
    '{"": 1, "\\u0000": 1, "\\u003c/k\\u003e": 1, "__proto__": 1, "\ufffd": 1, "😀": 1}',
  ),
];
