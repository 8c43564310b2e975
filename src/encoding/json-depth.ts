const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{`, and what closes them, without the bit that tells them apart. */
const OPENS = 0x5b;
const CLOSES = 0x5d;
const BRACE = 0x20;

/**
 * How deep the arrays and objects of a JSON text nest.
 *
 * @param text valid JSON
 */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfString(text, i);
    } else if ((code & ~BRACE) === OPENS) {
      deepest = Math.max(deepest, ++depth);
    } else if ((code & ~BRACE) === CLOSES) {
      depth--;
    }
  }
  return deepest;
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text.charCodeAt(i) !== QUOTE) {
    i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  }
  return i;
}
