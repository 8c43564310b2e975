// JSON is handled as text here: parsed and written again, large integers would
// lose digits.

/** Where the value ends that begins at `start`. */
function endOf(text: string, start: number): number {
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
      at = endOf(text, at);
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

/** The text of a member of a member of an object. */
export function memberText(
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
      const keyEnd = endOf(text, at);
      const key = JSON.parse(text.slice(at, keyEnd)) as string;
      // Past the colon.
      at = skipSpace(text, skipSpace(text, keyEnd) + 1);
      if (key === part) {
        break;
      }
      at = skipSpace(text, endOf(text, at));
      if (text[at] !== ',') {
        return undefined;
      }
      at = skipSpace(text, at + 1);
    }
  }
  return text.slice(at, endOf(text, at));
}

/** With a line for each member; at most `max` characters of it. */
export function indented(text: string, max: number): string {
  let out = '';
  let depth = 0;
  let at = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  while (at < text.length && out.length < max) {
    const char = text[at]!;
    if (char === '"') {
      const end = endOf(text, at);
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
        out += char + line();
      }
    } else if (char === '}' || char === ']') {
      depth--;
      out += line() + char;
    } else if (char === ',') {
      out += char + line();
    } else if (char === ':') {
      out += ': ';
    } else if (!/\s/.test(char)) {
      out += char;
    }
  }
  return out.slice(0, max);
}
