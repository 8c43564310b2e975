// These functions read JSON without parsing it, because a parsed integer beyond
// 2^53 would lose digits.

/** @returns the position after the value that begins at `start` */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') {
    let at = start + 1;
    while (at < text.length && text[at] !== '"') {
      at += text[at] === '\\' ? 2 : 1;
    }
    return at + 1;
  }
  if (first !== '{' && first !== '[') {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text[at]!)) {
      at++;
    }
    return at;
  }
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = endOfValue(text, at);
      continue;
    }
    depth += char === '{' || char === '[' ? 1 : 0;
    depth -= char === '}' || char === ']' ? 1 : 0;
    at++;
    if (depth === 0) {
      return at;
    }
  }
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (/\s/.test(text[at] ?? '')) {
    at++;
  }
  return at;
}

/** Returns the text of the value at a path of object keys. */
export function valueText(
  text: string,
  path: readonly string[],
): string | undefined {
  let at = skipSpace(text, 0);
  for (const part of path) {
    if (text[at] !== '{') {
      return undefined;
    }
    at = skipSpace(text, at + 1);
    for (;;) {
      if (text[at] !== '"') {
        return undefined;
      }
      const keyEnd = endOfValue(text, at);
      const key = JSON.parse(text.slice(at, keyEnd)) as string;
      const colon = skipSpace(text, keyEnd);
      at = skipSpace(text, colon + 1);
      if (key === part) {
        break;
      }
      at = skipSpace(text, endOfValue(text, at));
      if (text[at] !== ',') {
        return undefined;
      }
      at = skipSpace(text, at + 1);
    }
  }
  return text.slice(at, endOfValue(text, at));
}

/**
 * Puts each member on its own line and returns the first `maxLength`
 * characters.
 */
export function indentJson(text: string, maxLength: number): string {
  let out = '';
  let depth = 0;
  let at = 0;
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  while (at < text.length && out.length < maxLength) {
    const char = text[at]!;
    if (char === '"') {
      const end = endOfValue(text, at);
      out += text.slice(at, end);
      at = end;
      continue;
    }
    at++;
    if (char === '{' || char === '[') {
      const next = skipSpace(text, at);
      if (text[next] === '}' || text[next] === ']') {
        out += char + text[next];
        at = next + 1;
      } else {
        depth++;
        out += char + newLine();
      }
    } else if (char === '}' || char === ']') {
      depth--;
      out += newLine() + char;
    } else if (char === ',') {
      out += char + newLine();
    } else if (char === ':') {
      out += ': ';
    } else if (!/\s/.test(char)) {
      out += char;
    }
  }
  return out.slice(0, maxLength);
}
