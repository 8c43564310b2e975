// Applications build names and values from their input. The page shows them
// only as text, without characters that would hide or reorder it.

const MAX_LENGTH = 400;

const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

export function printable(text: string, maxLength = MAX_LENGTH): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return short.replace(INVISIBLE, visibleSymbol);
}

function visibleSymbol(char: string): string {
  const code = char.charCodeAt(0);
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
