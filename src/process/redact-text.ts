import { isSecretName } from './secret-names.js';

export const MASK = '***';

/** The limit of percent-encoded texts that are inside each other. */
const MAX_DECODINGS = 3;

const NAME = /[\p{L}\p{N}_$][\p{L}\p{N}_.$-]*/uy;
const QUOTED_NAME = /^[\p{L}\p{N}_$][\p{L}\p{N}_.$ -]{0,199}$/u;
/** The dashes of a flag in a command line that is one argument of another. */
const FLAG_DASHES = /(?:^|[\s"'])--?$/;
/** The space between such a flag and its value. */
const FLAG_SPACE = /[ \t]+(?=[^\s-])/y;
/** A name as the value in `{"name":"password","value":"hunter2"}`. */
const NAME_AS_VALUE = /[\\"']*([\p{L}\p{N}_$][\p{L}\p{N}_.$-]{0,199})/uy;
const SEPARATOR = /\s*(?:=>|[=:])\s*/y;
/**
 * The first of two words of a credential, as in `Authorization: Bearer abc`.
 */
const AUTH_SCHEME =
  /(?:apikey|aws4-hmac-sha256|basic|bearer|digest|negotiate|token)\s+/iy;
/** A quote, colon, equals sign or `@`, encoded once or several times. */
const ENCODED_PUNCTUATION = /%(?:25)*(?:22|3a|3d|40)/i;
/** User information with reserved characters, cut at the first of them. */
const CREDENTIALS = /^[^[:]*:(?!\d{1,5}$)/;

const OPENING_BRACKETS = '{[(';
const CLOSING_BRACKETS = '}])';

/**
 * Masks the secrets in a text with JSON, URLs and lists of assignments, even if
 * these are nested or malformed.
 *
 * It reads the text once, so that it takes linear time.
 */
export function redactText(text: string, decodings = MAX_DECODINGS): string {
  const redacted = new TextRedactor(text).redact();
  if (decodings === 0 || !ENCODED_PUNCTUATION.test(redacted)) {
    return redacted;
  }
  return redacted
    .split(/([\s"'&;,=?#]+)/)
    .map((part) => (hasEncodedSecret(part, decodings - 1) ? MASK : part))
    .join('');
}

function hasEncodedSecret(text: string, decodings: number): boolean {
  if (!ENCODED_PUNCTUATION.test(text)) {
    return false;
  }
  try {
    const decoded = decodeURIComponent(text);
    return redactText(decoded, decodings) !== decoded;
  } catch {
    return false; // The percent sign has another meaning.
  }
}

class TextRedactor {
  private readonly closingQuotes: ReadonlyMap<number, number>;
  private position = 0;
  private redacted = '';
  /** The text before this position is in `redacted`. */
  private copiedTo = 0;
  /** The character before the current name, white space left out. */
  private delimiter = '"';
  private bracketDepth = 0;
  /** The depth of the brackets in which a member `value` is a secret, or -1. */
  private secretDepth = -1;
  /** The ends of the quotes around the current position, the innermost last. */
  private readonly quoteEnds: number[] = [];
  /** The end of the URL that the current position is in. */
  private urlEnd = -1;
  /** The last `@` in that URL. */
  private lastAt = -1;

  constructor(private readonly text: string) {
    this.closingQuotes = findClosingQuotes(text);
  }

  redact(): string {
    while (this.position < this.text.length) {
      this.step();
    }
    return this.redacted + this.text.slice(this.copiedTo);
  }

  private step(): void {
    const { text, position } = this;
    if (text.startsWith('//', position)) {
      this.readUrl();
      return;
    }
    if (isQuote(text[position])) {
      this.readQuote();
      return;
    }
    NAME.lastIndex = position;
    const [name] = NAME.exec(text) ?? [];
    if (name === undefined) {
      this.readPunctuation(text[position]!);
    } else {
      this.readName(name, position + name.length);
    }
  }

  private readPunctuation(character: string): void {
    if (OPENING_BRACKETS.includes(character)) {
      this.bracketDepth++;
    } else if (CLOSING_BRACKETS.includes(character)) {
      this.bracketDepth = Math.max(0, this.bracketDepth - 1);
      if (this.bracketDepth < this.secretDepth) {
        this.secretDepth = -1;
      }
    }
    if (character.trim() !== '') {
      this.delimiter = character;
    }
    this.position++;
  }

  /** Reads a quoted name, or enters the quotes. */
  private readQuote(): void {
    const { text, position } = this;
    const closing = this.closingQuotes.get(position);
    this.position++;
    if (closing !== undefined) {
      const end = closing - backslashesBefore(text, position);
      const name = unescapeJson(
        text.slice(position + 1, Math.min(end, position + 256)),
      );
      if (QUOTED_NAME.test(name) && this.readValueOf(name, closing + 1)) {
        return;
      }
      this.quoteEnds.push(end);
    }
    this.delimiter = '"';
  }

  private readName(name: string, end: number): void {
    if (!this.readValueOf(name, end) && !this.readFlagValue(name, end)) {
      this.position = end;
      this.delimiter = ' ';
    }
  }

  /**
   * Masks the value of a secret, or goes to the value of another name.
   *
   * @param end the end of the name
   * @returns false when the name has no value
   */
  private readValueOf(name: string, end: number): boolean {
    SEPARATOR.lastIndex = end;
    const [separator] = SEPARATOR.exec(this.text) ?? [];
    if (separator === undefined) {
      return false;
    }
    const start = end + separator.length;
    const valueEnd = this.isSecret(name, start)
      ? this.findValueEnd(start, /:\s/.test(separator))
      : start;
    if (valueEnd > start) {
      this.mask(start, valueEnd);
    }
    this.position = valueEnd;
    return true;
  }

  /** @param start the start of the value */
  private isSecret(name: string, start: number): boolean {
    const word = name.toLowerCase();
    if (word === 'name' || word === 'key') {
      NAME_AS_VALUE.lastIndex = start;
      const [, value = ''] = NAME_AS_VALUE.exec(this.text) ?? [];
      this.secretDepth = isSecretName(value) ? this.bracketDepth : -1;
    }
    return (
      isSecretName(name) ||
      (word === 'value' && this.secretDepth === this.bracketDepth)
    );
  }

  /** Masks the value of `--password hunter2`. @returns false for anything else */
  private readFlagValue(name: string, end: number): boolean {
    const { text, position } = this;
    FLAG_SPACE.lastIndex = end;
    const [space] = FLAG_SPACE.exec(text) ?? [];
    if (
      space === undefined ||
      !FLAG_DASHES.test(text.slice(Math.max(0, position - 3), position)) ||
      !isSecretName(name)
    ) {
      return false;
    }
    const start = end + space.length;
    const closing = this.closingQuotes.get(start);
    this.position =
      closing === undefined
        ? Math.min(indexOf(/\s/g, text, start), this.findQuoteEnd(start))
        : closing + 1;
    this.mask(start, this.position);
    return true;
  }

  /** @param isHeader true for a value that ends with the line, as in HTTP */
  private findValueEnd(start: number, isHeader: boolean): number {
    const { text } = this;
    const limit = this.findQuoteEnd(start);
    let first = start;
    while (text[first] === '\\') {
      first++;
    }
    if (isQuote(text[first])) {
      const closing = this.closingQuotes.get(first);
      return closing === undefined ? limit : closing + 1;
    }
    if (text[start] === '{' || text[start] === '[') {
      return this.findBracketEnd(start, limit);
    }
    if (text.startsWith('-----BEGIN ', start)) {
      return limit;
    }
    AUTH_SCHEME.lastIndex = start;
    const [scheme = ''] = AUTH_SCHEME.exec(text) ?? [];
    const from = start + scheme.length;
    const rest = text.slice(from, limit);
    const length = rest.search(this.terminatorOf(start, isHeader));
    return length < 0 ? limit : from + length;
  }

  /** The characters that end a value depend on what separates the pairs. */
  private terminatorOf(start: number, isHeader: boolean): RegExp {
    if (start < this.urlEnd) {
      return /[&#;\s]/;
    }
    if (this.bracketDepth > 0) {
      return /[,;&}\])\n]/;
    }
    if (isHeader) {
      return /\n/;
    }
    switch (this.delimiter) {
      case ';':
        return /[;\n]/;
      case ',':
        return /[,\n]/;
      case '"':
        return /\n/;
      default:
        return /[&#;,\s]/;
    }
  }

  private findBracketEnd(start: number, limit: number): number {
    const { text } = this;
    let depth = 0;
    for (let i = start; i < limit; i++) {
      const character = text[i]!;
      const closing = this.closingQuotes.get(i);
      if (closing !== undefined) {
        i = closing;
      } else if (OPENING_BRACKETS.includes(character)) {
        depth++;
      } else if (CLOSING_BRACKETS.includes(character) && --depth === 0) {
        return i + 1;
      }
    }
    return limit;
  }

  /** Masks the user information of a URL, which ends at the last `@`. */
  private readUrl(): void {
    const { text } = this;
    const start = this.position + 2;
    this.delimiter = '/';
    this.position = start;
    if (start > this.urlEnd) {
      this.urlEnd = Math.min(
        indexOf(/[\s"'<>]/g, text, start),
        this.findQuoteEnd(start),
      );
      this.lastAt = start + text.slice(start, this.urlEnd).lastIndexOf('@');
    }
    const authorityEnd = Math.min(this.urlEnd, indexOf(/[/?#]/g, text, start));
    const authority = text.slice(start, authorityEnd);
    const isUserInfo = authority.includes('@') || CREDENTIALS.test(authority);
    if (isUserInfo && this.lastAt > start) {
      this.mask(start, this.lastAt);
      this.position = this.lastAt;
    }
  }

  /** The end of the innermost quotes around a position. */
  private findQuoteEnd(position: number): number {
    const { quoteEnds } = this;
    while (quoteEnds.length > 0 && quoteEnds.at(-1)! < position) {
      quoteEnds.pop();
    }
    return quoteEnds.at(-1) ?? this.text.length;
  }

  private mask(start: number, end: number): void {
    this.redacted += this.text.slice(this.copiedTo, start) + MASK;
    this.copiedTo = end;
  }
}

/**
 * Finds the closing quote of every quote. A quote that is escaped closes with
 * one that has as many backslashes.
 */
function findClosingQuotes(text: string): Map<number, number> {
  const closings = new Map<number, number>();
  const next = new Map<string, number>();
  for (let i = text.length - 1; i >= 0; i--) {
    const character = text[i];
    if (isQuote(character)) {
      const backslashes = backslashesBefore(text, i);
      const isEscaped = backslashes % 2 === 1;
      const closing = next.get(
        backslashes === 0 ? character : `${character}${backslashes}`,
      );
      if (closing !== undefined) {
        closings.set(i, closing);
      }
      next.set(`${character}${backslashes}`, i);
      if (!isEscaped) {
        next.set(character, i);
      }
    }
  }
  return closings;
}

/** Replaces the escapes of letters, which JSON allows in any name. */
function unescapeJson(name: string): string {
  return name.replace(/\\u([\da-f]{4})/gi, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  );
}

function isQuote(character: string | undefined): character is '"' | "'" {
  return character === '"' || character === "'";
}

function backslashesBefore(text: string, position: number): number {
  let start = position;
  while (text[start - 1] === '\\') {
    start--;
  }
  return position - start;
}

/** The position of the first match, or the end of the text. */
function indexOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
