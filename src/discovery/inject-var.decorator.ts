import { Inject } from '@nestjs/common';

/**
 * Injects a variable that `ExpvarModule.forFeature` declares.
 *
 * @example
 * constructor(@InjectVar('orders') private readonly orders: IntVar) {}
 */
export function InjectVar(
  name: string,
): ParameterDecorator & PropertyDecorator {
  return Inject(getVarToken(name));
}

/** The provider token of such a variable, for tests that replace it. */
export function getVarToken(name: string): string {
  return `nestjs-expvar:var:${name}`;
}
