import { Inject } from '@nestjs/common';

/**
 * Injects a variable that `ExpvarModule.forFeature` declares in the same module,
 * or in one that it imports.
 *
 * @example
 * constructor(@InjectVar('orders') private readonly orders: IntVar) {}
 */
export function InjectVar(
  name: string,
): ParameterDecorator & PropertyDecorator {
  return Inject(getVarToken(name));
}

/**
 * The provider token of a variable that `forFeature` declares, for tests that
 * replace it. Nest shows it when no imported module declares the variable.
 */
export function getVarToken(name: string): string {
  return `expvar variable ${JSON.stringify(name)} of ExpvarModule.forFeature()`;
}
