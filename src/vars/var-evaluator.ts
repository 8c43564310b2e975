/** What runs the functions of a document's variables, once each. */
export interface VarEvaluator {
  evaluate(func: { readonly value: unknown }): void;
}
