// Names and values are whatever an application has made of its input. They only
// ever become text, and what would hide or reorder text is made harmless here.

/** Of a name or a value, in a row. */
const MAX_SHOWN = 400;

const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

export function printable(text: string, max = MAX_SHOWN): string {
  const short = text.length > max ? `${text.slice(0, max)}…` : text;
  return short.replace(HIDDEN, mark);
}

function mark(hidden: string): string {
  const code = hidden.charCodeAt(0);
  if (code < 0x20) {
    return String.fromCharCode(0x2400 + code);
  }
  if (code === 0x7f) {
    return '\u2421';
  }
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

export function printablePath(path: readonly string[]): string {
  return path.map((part) => printable(part)).join(' › ');
}
