import { gives } from './kind.mjs';
import { intOf } from './make.mjs';
import { changingKinds } from './kinds/changing.mjs';
import { cyclicKinds } from './kinds/cyclic.mjs';
import { depthKinds } from './kinds/depths.mjs';
import { laughKinds } from './kinds/laughs.mjs';
import { limitKinds } from './kinds/limits.mjs';
import { nothingKinds } from './kinds/nothing.mjs';
import { numberKinds } from './kinds/numbers.mjs';
import { objectKinds } from './kinds/objects.mjs';
import { promiseKinds } from './kinds/promises.mjs';
import { proxyKinds } from './kinds/proxies.mjs';
import { sizeKinds } from './kinds/sizes.mjs';
import { stringKinds } from './kinds/strings.mjs';
import { throwingKinds } from './kinds/throwing.mjs';
import { variableKinds } from './kinds/variables.mjs';

/**
 * Every kind of variable that could harm the document.
 *
 * @type {readonly import('./kind.mjs').Kind[]}
 */
export const kinds = [
  ...throwingKinds,
  ...promiseKinds,
  ...numberKinds,
  ...nothingKinds,
  ...objectKinds,
  ...cyclicKinds,
  ...proxyKinds,
  ...stringKinds,
  ...limitKinds,
  ...sizeKinds,
  ...laughKinds,
  ...depthKinds,
  ...variableKinds,
  ...changingKinds,
];

/** A good variable right behind each of them. */
export const neighbours = kinds.map(({ name }, i) =>
  gives(`${name} |`, () => intOf(i), String(i)),
);
