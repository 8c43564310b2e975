import { ExpvarRegistry } from 'nestjs-expvar';
import { measure } from '../measure.mjs';
import { names } from './names.mjs';

/**
 * Measures a document beside `JSON.stringify` of an object that was built
 * before and has the same values, all of them new in each round.
 *
 * @param create publishes one variable
 * @param valueOf its value, by its index and the round
 * @param times how many documents are measured per round
 */
export async function againstStringify(create, valueOf, { count, times }) {
  const registry = new ExpvarRegistry();
  const keys = names(count);
  const variables = keys.map((name) => create(registry, name));
  const object = Object.fromEntries(keys.map((key) => [key, valueOf(0, 0)]));

  let round = 0;
  const before = () => {
    round++;
    variables.forEach((variable, i) => {
      variable.set(valueOf(i, round));
      object[keys[i]] = valueOf(i, round);
    });
  };
  return measure({
    ours: { before, run: () => registry.render(), times },
    peer: { before, run: () => JSON.stringify(object), times },
  });
}
