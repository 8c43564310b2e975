import { compilePattern, UnsupportedPatternError } from './pattern.js';
import type { Store } from './store.js';
import { kindOf } from './summary.js';
import { kindText, t } from './text.js';
import { ValueNode, type VariableNode } from './variable-tree.js';

export interface Filter {
  /** The reason why a part of the text is not a filter. */
  readonly error: string | undefined;
  /** Every variable matches. */
  readonly isEmpty: boolean;
  /** A variable may match now and not match with its next value. */
  readonly dependsOnValues: boolean;
  /** A map may match although none of its members does. */
  readonly canMatchMaps: boolean;
  matches(variable: VariableNode, store: Store): boolean;
}

type Test = (variable: VariableNode, store: Store) => boolean;

const MAX_LENGTH = 1000;

/** `/…/flags` up to a space, or a word. A path with slashes is a word. */
const TOKEN = /(-?)(?:\/((?:\\.|[^/\\])+)\/[dgimsuvy]*(?!\S)|(\S+))/g;
/** A regular expression that is still being typed. */
const UNFINISHED = /^\/((?:\\.|[^/\\])+)$/;
const COMPARISON =
  /^(>=|<=|>|<|=)(-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)([kmg]?)$/i;
const FIELD = /^(kind|type|unit|source):(.+)$/;
/** The space in `> 100`. */
const SPACE_AFTER_OPERATOR = /((?:^|\s)-?(?:[<>]=?|=))\s+(?=-?\d)/g;
const FACTORS: Record<string, number> = { k: 1e3, m: 1e6, g: 1e9 };

/**
 * Parses words that must all match: `text`, `-text`, `/regex/`, `kind:counter`,
 * `>100`.
 */
export function parseFilter(text: string): Filter {
  const tests: Test[] = [];
  let error: string | undefined;
  let dependsOnValues = false;
  let canMatchMaps = false;
  if (text.length > MAX_LENGTH) {
    error = t.filterTooLong;
  }
  const tokens = text
    .slice(0, MAX_LENGTH)
    .replaceAll(SPACE_AFTER_OPERATOR, '$1')
    .replaceAll(/\s*›\s*/g, '.');
  for (const [, minus, pattern, word = ''] of tokens.matchAll(TOKEN)) {
    const expression = pattern ?? UNFINISHED.exec(word)?.[1];
    const comparison = COMPARISON.exec(word);
    const [, field, wanted = ''] = FIELD.exec(word) ?? [];
    let test: Test;
    if (expression !== undefined) {
      try {
        test = matchesPattern(expression);
      } catch (cause) {
        if (pattern !== undefined) {
          error =
            cause instanceof UnsupportedPatternError
              ? t.patternUnsupported
              : (cause as Error).message;
        }
        continue;
      }
    } else if (comparison !== null) {
      dependsOnValues = true;
      test = comparesTo(comparison);
    } else if (field !== undefined) {
      canMatchMaps ||= minus === '' && (field === 'kind' || field === 'type');
      test = hasField(field as FieldName, wanted.toLowerCase());
    } else {
      test = containsText(word.toLowerCase());
    }
    tests.push(minus === '-' ? not(test) : test);
  }
  return {
    error,
    isEmpty: tests.length === 0,
    dependsOnValues,
    canMatchMaps,
    matches: (variable, store) => tests.every((test) => test(variable, store)),
  };
}

function matchesPattern(source: string): Test {
  const matches = compilePattern(source);
  const results = new WeakMap<VariableNode, boolean>();
  return (variable) => {
    let result = results.get(variable);
    if (result === undefined) {
      result = matches(searchText(variable));
      results.set(variable, result);
    }
    return result;
  };
}

type FieldName = 'kind' | 'type' | 'unit' | 'source';

function not(test: Test): Test {
  return (variable, store) => !test(variable, store);
}

function containsText(word: string): Test {
  return (variable) => searchText(variable).includes(word);
}

function hasField(field: FieldName, wanted: string): Test {
  return (variable, store) => {
    const value =
      field === 'kind'
        ? kindOf(variable, store)
        : (store.info(variable)[field] ?? '');
    const lowerCase = value.toLowerCase();
    return field === 'source'
      ? lowerCase.includes(wanted)
      : lowerCase === wanted ||
          (field !== 'unit' && kindText(value).toLowerCase() === wanted);
  };
}

function comparesTo([, operator, digits, suffix]: RegExpExecArray): Test {
  const limit =
    Number(digits?.replaceAll('_', '')) *
    (FACTORS[suffix?.toLowerCase() ?? ''] ?? 1);
  return (variable, store) => {
    const value =
      variable instanceof ValueNode ? store.valueOf(variable) : null;
    if (typeof value !== 'number') {
      return false;
    }
    switch (operator) {
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

const searchTexts = new WeakMap<VariableNode, string>();

/** The path with dots, in lower case. */
function searchText(variable: VariableNode): string {
  let text = searchTexts.get(variable);
  if (text === undefined) {
    text = variable.path.join('.').toLowerCase();
    searchTexts.set(variable, text);
  }
  return text;
}
