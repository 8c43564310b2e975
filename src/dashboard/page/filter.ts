import type { Store } from './store.js';
import { Branch, Leaf, type Variable } from './variables.js';

export interface Filter {
  /** Why the text is no filter. */
  readonly problem: string | undefined;
  /** It lets everything pass. */
  readonly empty: boolean;
  /** What passes depends on values, and not on names alone. */
  readonly onValues: boolean;
  passes(variable: Variable, store: Store): boolean;
}

type Test = (variable: Variable, store: Store) => boolean;

const TOKEN = /(-?)(?:\/((?:\\.|[^/\\])+)\/([a-z]*)|(\S+))/g;
const COMPARISON =
  /^(>=|<=|>|<|=)(-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)([kmg]?)$/i;
const FIELD = /^(kind|type|unit|source):(.+)$/;
const FACTORS: Record<string, number> = { k: 1e3, m: 1e6, g: 1e9 };

/** Words that must all fit: `text`, `-text`, `/regex/`, `kind:counter`, `>100`. */
export function parseFilter(text: string): Filter {
  const tests: Test[] = [];
  let problem: string | undefined;
  let onValues = false;
  for (const [, minus, pattern, flags, word] of text.matchAll(TOKEN)) {
    let test: Test;
    if (pattern !== undefined) {
      try {
        const regex = new RegExp(pattern, flags?.replaceAll(/[gy]/g, ''));
        test = (variable) => regex.test(searched(variable));
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
        continue;
      }
    } else {
      const comparison = COMPARISON.exec(word ?? '');
      const field = FIELD.exec(word ?? '');
      if (comparison !== null) {
        onValues = true;
        test = compare(comparison);
      } else {
        test =
          field === null
            ? contains((word ?? '').toLowerCase())
            : has(field[1] as FieldName, field[2]!.toLowerCase());
      }
    }
    tests.push(minus === '-' ? not(test) : test);
  }
  return {
    problem,
    empty: tests.length === 0,
    onValues,
    passes: (variable, store) => tests.every((test) => test(variable, store)),
  };
}

type FieldName = 'kind' | 'type' | 'unit' | 'source';

function not(test: Test): Test {
  return (variable, store) => !test(variable, store);
}

function contains(word: string): Test {
  return (variable) => lower(variable).includes(word);
}

function has(field: FieldName, wanted: string): Test {
  return (variable, store) => {
    const value = store.info(variable)[field]?.toLowerCase();
    return field === 'source'
      ? value?.includes(wanted) === true
      : value === wanted;
  };
}

function compare([, sign, digits, letter]: RegExpExecArray): Test {
  const limit =
    Number(digits?.replaceAll('_', '')) *
    (FACTORS[letter?.toLowerCase() ?? ''] ?? 1);
  return (variable, store) => {
    const value = variable instanceof Leaf ? store.valueOf(variable) : null;
    if (typeof value !== 'number') {
      return false;
    }
    switch (sign) {
      case '>':
        return value > limit;
      case '<':
        return value < limit;
      case '>=':
        return value >= limit;
      case '<=':
        return value <= limit;
      default:
        return value === limit;
    }
  };
}

const lowered = new WeakMap<Variable, string>();

function lower(variable: Variable): string {
  let text = lowered.get(variable);
  if (text === undefined) {
    text = searched(variable).toLowerCase();
    lowered.set(variable, text);
  }
  return text;
}

function searched(variable: Branch | Leaf): string {
  return variable.path.join('.');
}
