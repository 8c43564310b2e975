import { gives } from './bad-variable.mjs';
import { changingVariables } from './bad-variables/changing.mjs';
import { cyclicVariables } from './bad-variables/cyclic.mjs';
import { deepVariables } from './bad-variables/deep.mjs';
import { expandingVariables } from './bad-variables/expanding.mjs';
import { limitVariables } from './bad-variables/limits.mjs';
import { numberVariables } from './bad-variables/numbers.mjs';
import { objectVariables } from './bad-variables/objects.mjs';
import { otherVariables } from './bad-variables/other-causes.mjs';
import { promiseVariables } from './bad-variables/promises.mjs';
import { proxyVariables } from './bad-variables/proxies.mjs';
import { sizeVariables } from './bad-variables/sizes.mjs';
import { stringVariables } from './bad-variables/strings.mjs';
import { throwingVariables } from './bad-variables/throwing.mjs';
import { variablesWithoutValue } from './bad-variables/without-value.mjs';
import { intOf } from './make-variables.mjs';

/**
 * Variables that could harm the document in every known way.
 *
 * @type {readonly import('./bad-variable.mjs').BadVariable[]}
 */
export const badVariables = [
  ...throwingVariables,
  ...promiseVariables,
  ...numberVariables,
  ...variablesWithoutValue,
  ...objectVariables,
  ...cyclicVariables,
  ...proxyVariables,
  ...stringVariables,
  ...limitVariables,
  ...sizeVariables,
  ...expandingVariables,
  ...deepVariables,
  ...otherVariables,
  ...changingVariables,
];

/** A good variable right behind each bad one. */
export const neighbours = badVariables.map(({ name }, i) =>
  gives(`${name} |`, () => intOf(i), String(i)),
);
