/** What runs the functions of a document's variables, once each. */
export interface VarEvaluator {
  evaluate(func: { readonly value: unknown }): void;
  /** Whether a map has not been walked yet for this document. */
  isNew(map: object): boolean;
  /** Has the document written in a later turn of the event loop than this. */
  awaitTurn(): void;
}
