import { ExposeVar, ExposeVarMap } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

// Compilers that do not check types accept these mistakes.
describe('@ExposeVar', () => {
  const decorate = ExposeVar as (...args: unknown[]) => unknown;
  class Quotes {
    get size() {
      return 1;
    }
  }

  test.each<[string, () => unknown]>([
    [
      'without parentheses on a member',
      () => decorate(Quotes.prototype, 'size'),
    ],
    ['without parentheses on a static', () => decorate(Quotes, 'size')],
    ['with null', () => decorate(null)],
    ['with a number', () => decorate(5)],
    ['on a class', () => (decorate('x') as ClassDecorator)(Quotes)],
    [
      'on a parameter',
      () => (decorate('x') as ParameterDecorator)(Quotes.prototype, 'size', 0),
    ],
  ])('%s throws an error that shows the right form', (_, misuse) => {
    expect(misuse).toThrow(TypeError);
    expect(misuse).toThrow('@ExposeVar goes on a member, with parentheses');
  });
});

describe('@ExposeVarMap', () => {
  const decorate = ExposeVarMap as (...args: unknown[]) => unknown;

  test.each<[string, unknown]>([
    ['without parentheses', class Quotes {}],
    ['with options', { name: 'quotes' }],
    ['with null', null],
  ])('%s throws an error that shows the right form', (_, argument) => {
    const misuse = () => decorate(argument);
    expect(misuse).toThrow(TypeError);
    expect(misuse).toThrow('@ExposeVarMap goes on a class, with parentheses');
  });
});
