// A link can contain a filter, so a regular expression must not be able to hang
// the tab. JavaScript's own matcher backtracks: /(a+)+$/ takes exponential
// time. This one follows all alternatives in parallel (Thompson's
// construction), so its time is bounded by the length of the text times the
// size of the pattern.

type State = { lastStep?: number } & (
  | {
      readonly matches: (char: string) => boolean;
      readonly next: State;
    }
  | { readonly assertion: string; readonly next: State }
  | { readonly alternatives: State[] }
);

/** Returns the states of an expression, which lead to the state after it. */
type Build = (next: State) => State;

/** Bounds the work of one search over many texts. */
export interface Budget {
  /** The states that may still be visited. */
  states: number;
}

const MAX_STATES = 300;
const MAX_TEXT_LENGTH = 1000;

const TOKEN =
  /\(\?(?::|<[^=!>]+>)|(?:[*+?]|\{\d+(?:,\d*)?\})\??|\[(?:\\.|[^\]\\])*\]|\\(?:[pPu]\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|.)|./gisu;

/**
 * Compiles a regular expression that ignores case.
 *
 * @returns a function that is true if the expression matches in the first 1,000
 *   characters of a lower-case text, and undefined if the budget does not
 *   suffice
 * @throws SyntaxError for an invalid regular expression
 * @throws UnsupportedPatternError for backreferences, lookarounds and
 *   expressions that are too large
 */
export function compilePattern(
  source: string,
): (text: string, budget: Budget) => boolean | undefined {
  const accept: State = { alternatives: [] };
  const matcher = new Matcher(parse(source)(accept), accept);
  return (text, budget) =>
    matcher.matches(Array.from(text.slice(0, MAX_TEXT_LENGTH)), budget);
}

export class UnsupportedPatternError extends Error {}

/** Parses an expression whose syntax the browser has accepted. */
function parse(source: string): Build {
  const flags = flagsFor(source);
  const tokens = source.match(TOKEN) ?? [];
  let at = 0;
  let size = 0;

  const limited =
    (build: Build): Build =>
    (next) => {
      size++;
      if (size > MAX_STATES) {
        throw new UnsupportedPatternError();
      }
      return build(next);
    };

  const parseAlternatives = (): Build => {
    const items = [parseSequence()];
    while (tokens[at] === '|') {
      at++;
      items.push(parseSequence());
    }
    return limited((next) => ({
      alternatives: items.map((item) => item(next)),
    }));
  };

  const parseSequence = (): Build => {
    const items: Build[] = [];
    for (; at < tokens.length && !/^[|)]$/.test(tokens[at]!); at++) {
      const token = tokens[at]!;
      const repeat = /^([*+?]|\{(\d+)(,?)(\d*)\})\??$/.exec(token);
      if (repeat === null) {
        items.push(limited(parseItem(token)));
        continue;
      }
      const item = items.pop();
      if (item === undefined) {
        // Only "(?" can precede a quantifier without an item: a lookaround.
        throw new UnsupportedPatternError();
      }
      const [, symbol, low, comma, high] = repeat;
      const min = low === undefined ? Number(symbol === '+') : Number(low);
      const max =
        symbol === '?'
          ? 1
          : low === undefined || (comma === ',' && high === '')
            ? Infinity
            : Number(comma === ',' ? high : low);
      items.push(limited(repetition(item, min, max)));
    }
    return limited((next) =>
      items.reduceRight((after, item) => item(after), next),
    );
  };

  const parseItem = (token: string): Build => {
    if (/^\((\?|$)/.test(token)) {
      at++;
      return parseAlternatives();
    }
    if (/^([$^]|\\b)$/i.test(token)) {
      return (next) => ({ assertion: token, next });
    }
    if (/^\\[1-9k]/.test(token)) {
      throw new UnsupportedPatternError();
    }
    if (/^(?:\.$|\[|\\\w)/.test(token)) {
      const character = new RegExp(`^${token}$`, flags);
      return (next) => ({ matches: (char) => character.test(char), next });
    }
    const expected = token.replace('\\', '').toLowerCase();
    return (next) => ({ matches: (char) => char === expected, next });
  };

  return parseAlternatives();
}

function repetition(item: Build, min: number, max: number): Build {
  return (next) => {
    let state = next;
    if (max === Infinity) {
      const loop = { alternatives: [next] };
      loop.alternatives.push(item(loop));
      state = loop;
    } else {
      for (let count = min; count < max; count++) {
        state = { alternatives: [item(state), next] };
      }
    }
    for (let count = 0; count < min; count++) {
      state = item(state);
    }
    return state;
  };
}

/** Compiles in Unicode mode, if the expression is valid in it. */
function flagsFor(source: string): string {
  // This throws an error that names the mistake.
  void new RegExp(source);
  try {
    void new RegExp(source, 'u');
    return 'isu';
  } catch {
    return 'is';
  }
}

class Matcher {
  /** Increases with every character, so that it marks visited states. */
  private step = 0;

  constructor(
    private readonly start: State,
    private readonly accept: State,
  ) {}

  matches(text: readonly string[], budget: Budget): boolean | undefined {
    let states: State[] = [];
    this.step++;
    for (let at = 0; at <= text.length; at++) {
      // A match may begin at every character.
      this.addStates(this.start, text, at, states);
      if (this.accept.lastStep === this.step) {
        return true;
      }
      budget.states -= states.length;
      if (budget.states < 0) {
        return undefined;
      }
      this.step++;
      const following: State[] = [];
      const char = text[at];
      for (const state of states) {
        if ('matches' in state && char !== undefined && state.matches(char)) {
          this.addStates(state.next, text, at + 1, following);
        }
      }
      states = following;
    }
    return false;
  }

  /** Adds the state, and all that are reached from it without a character. */
  private addStates(
    first: State,
    text: readonly string[],
    at: number,
    states: State[],
  ): void {
    const remaining = [first];
    for (let state = remaining.pop(); state; state = remaining.pop()) {
      if (state.lastStep !== this.step) {
        state.lastStep = this.step;
        states.push(state);
        if ('alternatives' in state) {
          remaining.push(...state.alternatives);
        } else if ('assertion' in state && holds(state.assertion, text, at)) {
          remaining.push(state.next);
        }
      }
    }
  }
}

function holds(
  assertion: string,
  text: readonly string[],
  at: number,
): boolean {
  if (assertion === '^') {
    return at === 0;
  }
  if (assertion === '$') {
    return at === text.length;
  }
  const isBoundary =
    isWordCharacter(text[at - 1]) !== isWordCharacter(text[at]);
  return isBoundary === (assertion === '\\b');
}

function isWordCharacter(char = ''): boolean {
  return /\w/.test(char);
}
