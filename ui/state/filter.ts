import { isNumber } from './format.js';
import {
  compilePattern,
  type Budget,
  UnsupportedPatternError,
} from './pattern.js';
import type { Store } from './store.js';
import { kindNames, kindOf, KINDS, rateCounter } from './summary.js';
import { inBaseUnit, measureOf, rateUnit } from './units.js';
import { ValueNode, type VariableNode } from './variable-tree.js';

/** Why a part of the text is not a filter. */
export interface FilterProblem {
  readonly code:
    'tooLong' | 'pattern' | 'unsupported' | 'comparison' | 'unit' | 'kind';
  /** The part of the text, or the message of the browser. */
  readonly detail: string;
}

export interface Filter {
  readonly problem: FilterProblem | undefined;
  /** Every variable matches. */
  readonly isEmpty: boolean;
  /** A variable may match now and not match with its next value. */
  readonly dependsOnValues: boolean;
  /** A map may match although none of its members does. */
  readonly canMatchMaps: boolean;
  /** The words of the filter, for a search on the server. */
  readonly words: readonly string[];
  /**
   * The last search had too little time for its regular expressions. The next
   * search continues where it ended.
   */
  readonly isIncomplete: boolean;
  /** Must be called before each search over all variables. */
  begin(): void;
  matches(variable: VariableNode, store: Store): boolean;
}

type Test = (variable: VariableNode, store: Store) => boolean;

const MAX_LENGTH = 1000;

/** States that the regular expressions of a search may visit: some 60 ms. */
const SEARCH_BUDGET = 2_000_000;

/** `/…/flags` up to a space, or a word. A path with slashes is a word. */
const TOKEN = /(-?)(?:\/((?:\\.|[^/\\])+)\/[dgimsuvy]*(?!\S)|(\S+))/g;
/** A regular expression that is still being typed. */
const UNFINISHED = /^\/((?:\\.|[^/\\])+)$/;
const COMPARISON = /^([<>]=?|=)(.*)$/;
const QUANTITY = /^(-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)(.*)$/i;
const FIELD = /^(kind|type|unit|source):(.+)$/;
/** The spaces in `> 100 ms`. */
const SPACE_IN_COMPARISON =
  /((?:^|\s)-?(?:[<>]=?|=))\s*(-?\d\S*)(?:\s+([nuµm]?s|min|[kmg]?i?b|%)(?=\s|$))?/gi;
const FACTORS: Record<string, number> = { k: 1e3, m: 1e6, g: 1e9 };

/**
 * Parses words that must all match: `text`, `-text`, `/regex/`, `kind:counter`,
 * `>100`, `>100ms`, `>2MiB`, `>5/s`.
 */
export function parseFilter(text: string): Filter {
  const tests: Test[] = [];
  const words: string[] = [];
  const budget: Budget = { states: SEARCH_BUDGET };
  let problem: FilterProblem | undefined;
  let dependsOnValues = false;
  let canMatchMaps = false;
  if (text.length > MAX_LENGTH) {
    problem = { code: 'tooLong', detail: '' };
  }
  const tokens = text
    .slice(0, MAX_LENGTH)
    .replaceAll(SPACE_IN_COMPARISON, '$1$2$3')
    .replaceAll(/\s*›\s*/g, '.');
  for (const [, minus, pattern, word = ''] of tokens.matchAll(TOKEN)) {
    const expression = pattern ?? UNFINISHED.exec(word)?.[1];
    const [, operator, quantity = ''] = COMPARISON.exec(word) ?? [];
    const [, field, wanted = ''] = FIELD.exec(word) ?? [];
    let test: Test | FilterProblem | undefined;
    if (expression !== undefined) {
      test = matchesPattern(expression, budget);
      if (!isTest(test) && pattern === undefined) {
        continue;
      }
    } else if (operator !== undefined) {
      // The user is still typing when nothing follows the operator.
      test = quantity === '' ? undefined : comparesTo(operator, quantity);
      dependsOnValues = true;
    } else if (field !== undefined) {
      canMatchMaps ||= minus === '' && (field === 'kind' || field === 'type');
      test = hasField(field as FieldName, wanted.toLowerCase());
    } else {
      test = containsText(word.toLowerCase());
      if (minus === '') {
        words.push(word);
      }
    }
    if (isTest(test)) {
      tests.push(minus === '-' ? not(test) : test);
    } else {
      problem ??= test;
    }
  }
  return {
    problem,
    isEmpty: tests.length === 0,
    dependsOnValues,
    canMatchMaps,
    words,
    get isIncomplete() {
      return budget.states < 0;
    },
    begin: () => {
      budget.states = SEARCH_BUDGET;
    },
    matches: (variable, store) => tests.every((test) => test(variable, store)),
  };
}

function isTest(test: Test | FilterProblem | undefined): test is Test {
  return typeof test === 'function';
}

function matchesPattern(source: string, budget: Budget): Test | FilterProblem {
  let matches: ReturnType<typeof compilePattern>;
  try {
    matches = compilePattern(source);
  } catch (error) {
    return error instanceof UnsupportedPatternError
      ? { code: 'unsupported', detail: source }
      : { code: 'pattern', detail: (error as Error).message };
  }
  const results = new WeakMap<VariableNode, boolean>();
  return (variable) => {
    let result = results.get(variable);
    if (result === undefined && budget.states >= 0) {
      result = matches(searchText(variable), budget);
      if (result !== undefined) {
        results.set(variable, result);
      }
    }
    return result === true;
  };
}

type FieldName = 'kind' | 'type' | 'unit' | 'source';

function not(test: Test): Test {
  return (variable, store) => !test(variable, store);
}

function containsText(word: string): Test {
  return (variable) => searchText(variable).includes(word);
}

function hasField(field: FieldName, wanted: string): Test | FilterProblem {
  if (
    field === 'kind' &&
    !KINDS.some((kind) => kindNames(kind).includes(wanted))
  ) {
    return { code: 'kind', detail: wanted };
  }
  return (variable) => {
    if (field === 'kind') {
      return kindNames(kindOf(variable)).includes(wanted);
    }
    const value = (variable.info[field] ?? '').toLowerCase();
    return field === 'source' ? value.includes(wanted) : value === wanted;
  };
}

function comparesTo(operator: string, quantity: string): Test | FilterProblem {
  const [, digits, suffix = ''] = QUANTITY.exec(quantity) ?? [];
  if (digits === undefined) {
    return { code: 'comparison', detail: operator + quantity };
  }
  const number = digits.replaceAll('_', '');
  const factor = FACTORS[suffix.toLowerCase()];
  if (suffix === '' || factor !== undefined) {
    const limit =
      factor === undefined && /^-?\d+$/.test(number)
        ? BigInt(number)
        : Number(number) * (factor ?? 1);
    return (variable) => {
      const value = variable instanceof ValueNode ? variable.value : null;
      return isNumber(value) && compare(operator, value, limit);
    };
  }
  const isPercentage = suffix === '%';
  const unit = isPercentage ? 'ratio' : suffix.replace(/\/s$/, '');
  const isRate = suffix.endsWith('/s');
  const measure = measureOf(unit);
  if (!isPercentage && unit !== '' && measure === unit) {
    return { code: 'unit', detail: suffix };
  }
  const limit = isPercentage
    ? Number(number) / 100
    : inBaseUnit(Number(number), unit);
  return (variable, store) => {
    const value = isRate
      ? rateIn(measure, variable, store)
      : valueIn(measure, variable);
    return value !== undefined && compare(operator, value, limit);
  };
}

/** The value in the base unit, if it has the measure. */
function valueIn(measure: string, variable: VariableNode): number | undefined {
  if (!(variable instanceof ValueNode)) {
    return undefined;
  }
  const value = variable.value;
  const { displayUnit } = variable.info;
  return isNumber(value) && measureOf(displayUnit) === measure
    ? inBaseUnit(value, displayUnit)
    : undefined;
}

/** The rate of a counter, or the value of a gauge that is a rate. */
function rateIn(
  measure: string,
  variable: VariableNode,
  store: Store,
): number | undefined {
  const counter = rateCounter(variable);
  if (counter === undefined) {
    return valueIn(`${measure}/s`, variable);
  }
  const unit = rateUnit(counter.info.displayUnit);
  const rate = store.rateOf(counter);
  return rate !== null && measureOf(unit) === `${measure}/s`
    ? inBaseUnit(rate, unit)
    : undefined;
}

function compare(
  operator: string,
  value: number | bigint,
  limit: number | bigint,
): boolean {
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
      // A bigint never equals a number strictly.
      // oxlint-disable-next-line eqeqeq
      return value == limit;
  }
}

const searchTexts = new WeakMap<VariableNode, string>();

/** The path with dots, in lower case. A file may have endless names. */
function searchText(variable: VariableNode): string {
  let text = searchTexts.get(variable);
  if (text === undefined) {
    text = variable.path
      .map((part) => part.slice(0, MAX_LENGTH))
      .join('.')
      .toLowerCase();
    searchTexts.set(variable, text);
  }
  return text;
}
