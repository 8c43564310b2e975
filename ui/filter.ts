import type { Store } from './store.js';
import { kindOf } from './summary.js';
import { t } from './text.js';
import { Branch, Leaf, type Variable } from './variables.js';

export interface Filter {
  /** Why the text is no filter. */
  readonly problem: string | undefined;
  /** It lets everything pass. */
  readonly empty: boolean;
  /** What passes depends on values, and not on names alone. */
  readonly onValues: boolean;
  /** Maps may pass, whether their members do or not. */
  readonly onKinds: boolean;
  passes(variable: Variable, store: Store): boolean;
}

type Test = (variable: Variable, store: Store) => boolean;

/** What is no expression to its end is text, such as a path with slashes. */
const TOKEN = /(-?)(?:\/((?:\\.|[^/\\])+)\/([dgimsuvy]*)(?!\S)|(\S+))/g;
/** An expression that is still being typed. */
const UNFINISHED = /^\/((?:\\.|[^/\\])+)$/;
const COMPARISON =
  /^(>=|<=|>|<|=)(-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)([kmg]?)$/i;
const FIELD = /^(kind|type|unit|source):(.+)$/;
/** With a space before its number. */
const COMPARED = /((?:^|\s)-?(?:[<>]=?|=))\s+(?=-?\d)/g;
const FACTORS: Record<string, number> = { k: 1e3, m: 1e6, g: 1e9 };

/** Words that must all fit: `text`, `-text`, `/regex/`, `kind:counter`, `>100`. */
export function parseFilter(text: string): Filter {
  const tests: Test[] = [];
  let problem: string | undefined;
  let onValues = false;
  let onKinds = false;
  const tokens = text.replaceAll(COMPARED, '$1').replaceAll(/\s*›\s*/g, '.');
  for (const [, minus, pattern, flags, word = ''] of tokens.matchAll(TOKEN)) {
    const expression = pattern ?? UNFINISHED.exec(word)?.[1];
    const comparison = COMPARISON.exec(word);
    const [, field, wanted = ''] = FIELD.exec(word) ?? [];
    let test: Test;
    if (expression !== undefined) {
      try {
        test = fits(expression, flags);
      } catch (error) {
        if (pattern !== undefined) {
          problem = error instanceof Error ? error.message : String(error);
        }
        continue;
      }
    } else if (comparison !== null) {
      onValues = true;
      test = compare(comparison);
    } else if (field !== undefined) {
      onKinds ||= minus === '' && (field === 'kind' || field === 'type');
      test = has(field as FieldName, wanted.toLowerCase());
    } else {
      test = contains(word.toLowerCase());
    }
    tests.push(minus === '-' ? not(test) : test);
  }
  return {
    problem,
    empty: tests.length === 0,
    onValues,
    onKinds,
    passes: (variable, store) => tests.every((test) => test(variable, store)),
  };
}

/** Upper and lower case are one, as in text. */
function fits(pattern: string, flags = ''): Test {
  const regex = new RegExp(pattern, `${flags.replaceAll(/[giy]/g, '')}i`);
  return (variable) => regex.test(searched(variable));
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
    const value =
      field === 'kind'
        ? kindOf(variable, store)
        : (store.info(variable)[field] ?? '');
    const words = value.toLowerCase();
    return field === 'source'
      ? words.includes(wanted)
      : words === wanted ||
          (field !== 'unit' && t.kinds[value]?.toLowerCase() === wanted);
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
