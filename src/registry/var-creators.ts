import { FloatVar } from '../vars/float-var.js';
import { FuncVar } from '../vars/func-var.js';
import { HistogramVar } from '../vars/histogram-var.js';
import { IntVar } from '../vars/int-var.js';
import { MapVar } from '../vars/map-var.js';
import { RateVar } from '../vars/rate-var.js';
import { StringVar } from '../vars/string-var.js';
import type { VarType } from '../vars/var-types.js';
import type { Var } from '../vars/var.js';

/** The options of a new variable. */
export interface CreateOptions {
  /** The window of a {@link HistogramVar}, in seconds. */
  readonly window?: number | undefined;
  /** The function of a {@link FuncVar}. */
  readonly fn?: (() => unknown) | undefined;
}

/** Creates a variable of each built-in type. */
export const VAR_CREATORS = {
  int: () => new IntVar(),
  float: () => new FloatVar(),
  string: () => new StringVar(),
  map: () => new MapVar(),
  func: ({ fn }: CreateOptions) => new FuncVar(fn!),
  histogram: ({ window }: CreateOptions) => new HistogramVar({ window }),
  rate: () => new RateVar(),
} satisfies Record<Exclude<VarType, 'custom'>, (options: CreateOptions) => Var>;

/** The types of which the package can create variables. */
export type CreatableType = keyof typeof VAR_CREATORS;

/** The class of the variables of a type. */
export type VarOf<Type extends CreatableType> = ReturnType<
  (typeof VAR_CREATORS)[Type]
>;
