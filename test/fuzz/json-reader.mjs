/**
 * A value of JSON. Numbers are kept as text.
 *
 * @typedef {string | boolean | null | { text: string } | any[] | { members: [key: string, value: any][] }} Json
 */

/**
 * Reads JSON and keeps what JSON.parse loses: the text of numbers, the order of
 * members, and members of the same name. It uses none of the tested code.
 *
 * @param {string} text
 * @returns {Json}
 * @throws Error where the text is not JSON
 */
export function readJson(text) {
  const reader = new Reader(text);
  const value = reader.value();
  reader.space();
  if (reader.at !== text.length) {
    throw new Error(`more than JSON at ${reader.at}`);
  }
  return value;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
/** @type {[word: string, value: boolean | null][]} */
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class Reader {
  at = 0;

  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  /** @returns {Json} */
  value() {
    this.space();
    switch (this.text[this.at]) {
      case '{':
        return { members: this.list('}', () => this.member()) };
      case '[':
        return this.list(']', () => this.value());
      case '"':
        return this.string();
      default:
        return this.wordOrNumber();
    }
  }

  space() {
    this.match(SPACE, 'space');
  }

  wordOrNumber() {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return { text: this.match(NUMBER, 'a value') };
  }

  /**
   * @template T
   * @param {string} end
   * @param {() => T} read
   */
  list(end, read) {
    /** @type {T[]} */
    const items = [];
    this.at++;
    this.space();
    if (this.text[this.at] === end) {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(read());
      this.space();
      const separator = this.text[this.at++];
      if (separator === end) {
        return items;
      }
      if (separator !== ',') {
        throw new Error(`no comma at ${this.at - 1}`);
      }
    }
  }

  /** @returns {[key: string, value: Json]} */
  member() {
    this.space();
    const key = this.string();
    this.space();
    if (this.text[this.at++] !== ':') {
      throw new Error(`no colon at ${this.at - 1}`);
    }
    return [key, this.value()];
  }

  string() {
    const quoted = this.match(STRING, 'a string');
    return quoted
      .slice(1, -1)
      .replaceAll(/\\(?:u([\da-fA-F]{4})|(.))/g, (_all, code, char) =>
        code === undefined
          ? (ESCAPES[char] ?? '')
          : String.fromCharCode(parseInt(code, 16)),
      );
  }

  /**
   * @param {RegExp} pattern
   * @param {string} what
   */
  match(pattern, what) {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) {
      throw new Error(`no ${what} at ${this.at}`);
    }
    this.at += found.length;
    return found;
  }
}

/** @type {Record<string, string>} */
const ESCAPES = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
