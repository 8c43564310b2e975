/** Calls the functions of a document's variables, once each. */
export interface VarEvaluator {
  evaluate(func: { readonly value: unknown }): void;
  /** True if this is the first time that the document visits a map. */
  isFirstVisit(map: object): boolean;
  /** Delays the writing of the document to a later iteration of the event loop. */
  requireYield(): void;
}
