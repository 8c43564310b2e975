const COMMENT = String.raw`\/\/.*|\/\*[^]*?\*\/`;
const QUOTED = String.raw`'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"`;
/** A template literal. Its expressions may contain templates, but no braces. */
const TEMPLATE =
  '`' +
  String.raw`(?:\\[^]|\$\{(?:[^{}\x60]|\x60[^\x60]*\x60)*\}|\$(?!\{)|[^\x60\\$])*` +
  '`';
/** A regular expression literal, after a token that cannot end an operand. */
const REGEXP = String.raw`(?<=[(,=:[!&|?{};]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/`;

const OPAQUE = new RegExp([COMMENT, QUOTED, TEMPLATE, REGEXP].join('|'), 'g');

const CLOSING: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
};

/** Thrown when TypeScript source cannot be edited safely. */
export class NotUnderstood extends Error {
  /**
   * @param reason the reason, as the end of a sentence about the file
   * @param call what to add to the imports by hand
   */
  constructor(
    readonly reason: string,
    readonly call = 'ExpvarModule.forRoot()',
  ) {
    super(reason);
  }
}

/** Matches an identifier. */
export const IDENTIFIER = String.raw`[\w$\u0080-\uffff]+`;

/**
 * Replaces comments by blanks, and all but the word characters in literals by
 * underscores, so that no brackets, keywords or line ends remain but those of the
 * code. Positions stay.
 *
 * @param text TypeScript source
 */
export function codeOf(text: string): string {
  return text.replaceAll(OPAQUE, (token) =>
    /^\/[/*]/.test(token)
      ? ' '.repeat(token.length)
      : token[0] + token.slice(1, -1).replaceAll(/\W/g, '_') + token.at(-1),
  );
}

/** An import with bindings. */
interface ImportStatement {
  /** The text between `import` and `from`, without comments. */
  readonly clause: string;
  readonly specifier: string;
  readonly quote: string;
  /** A semicolon or nothing. */
  readonly semicolon: string;
  readonly end: number;
}

/** Finds the imports with bindings in TypeScript source. */
export function importsOf(text: string): ImportStatement[] {
  const matches = codeOf(text).matchAll(
    /\bimport\b([^;'"]*)\bfrom\s*((['"])\w*\3)(;?)/g,
  );
  return [...matches].map((match) => {
    const [statement, clause, literal, quote, semicolon] = match;
    const end = match.index + statement.length;
    const literalEnd = end - semicolon!.length;
    return {
      clause: clause!,
      specifier: text.slice(literalEnd - literal!.length + 1, literalEnd - 1),
      quote: quote!,
      semicolon: semicolon!,
      end,
    };
  });
}

/** Matches the literals of {@link codeOf}. */
const LITERAL = /(['"`])\w*\1/g;

/** TypeScript source in which brackets can be matched without a parser. */
export class SourceText {
  readonly code: string;

  private readonly closings = new Map<number, number>();

  /** @throws NotUnderstood if literals or brackets do not match */
  constructor(readonly text: string) {
    this.code = codeOf(text);
    if (/['"`]/.test(this.code.replaceAll(LITERAL, ''))) {
      throw new NotUnderstood('it has a literal that needs a parser');
    }
    this.matchBrackets();
  }

  /** The position of the bracket that closes the one at a position. */
  closingOf(opening: number): number {
    return this.closings.get(opening)!;
  }

  /** The positions of the items of a bracketed list, without the commas. */
  itemsOf(opening: number): { start: number; end: number }[] {
    const closing = this.closingOf(opening);
    const items = [];
    let start = opening + 1;
    for (let i = start; i < closing; i++) {
      i = this.closings.get(i) ?? i;
      if (this.code[i] === ',') {
        items.push({ start, end: i });
        start = i + 1;
      }
    }
    items.push({ start, end: closing });
    return items.filter(
      (item) => this.code.slice(item.start, item.end).trim() !== '',
    );
  }

  /** The white space before the first token of the line of a position. */
  indentationAt(position: number): string {
    const lineStart = this.text.lastIndexOf('\n', position - 1) + 1;
    return /^[ \t]*/.exec(this.text.slice(lineStart))![0];
  }

  private matchBrackets(): void {
    const open: number[] = [];
    for (let i = 0; i < this.code.length; i++) {
      const char = this.code[i]!;
      if (char in CLOSING) {
        open.push(i);
      } else if (/[)\]}]/.test(char)) {
        const opening = open.pop();
        if (opening === undefined || CLOSING[this.code[opening]!] !== char) {
          throw new NotUnderstood('its brackets do not match');
        }
        this.closings.set(opening, i);
      }
    }
    if (open.length > 0) {
      throw new NotUnderstood('its brackets do not match');
    }
  }
}
