/** What runs the functions of a document's variables, once each. */
export interface VarEvaluator {
  evaluate(func: { readonly value: unknown }): void;
  /** Has the document written in a later turn of the event loop than this. */
  awaitTurn(): void;
}
