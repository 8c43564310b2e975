import { ExposeVar, ExposeVarMap } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

type Standard = (value: unknown, context: object) => unknown;

describe('under standard (TC39) decorators', () => {
  test.each(['getter', 'method', 'field', 'accessor', 'setter', 'class'])(
    '@ExposeVar on a %s names the compiler option it needs',
    (kind) => {
      const decorate = ExposeVar('x') as unknown as Standard;
      expect(() =>
        decorate(kind === 'field' ? undefined : () => 1, { kind, name: 'x' }),
      ).toThrow(
        new TypeError(
          '@ExposeVar needs TypeScript\'s "experimentalDecorators": true, as NestJS does',
        ),
      );
    },
  );

  test('@ExposeVarMap names the compiler option it needs', () => {
    const decorate = ExposeVarMap() as unknown as Standard;
    expect(() => decorate(class {}, { kind: 'class', name: 'X' })).toThrow(
      new TypeError(
        '@ExposeVarMap needs TypeScript\'s "experimentalDecorators": true, as NestJS does',
      ),
    );
  });
});
