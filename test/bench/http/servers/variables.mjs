import { integer, names } from '../../scrape/names-and-values.mjs';
import { keepChanging } from './serve.mjs';

/**
 * Publishes variables that change with each request.
 *
 * @param {import('nestjs-expvar').ExpvarRegistry} registry
 * @param {number} count
 */
export function publishInts(registry, count) {
  const ints = names(count).map((name, i) => {
    const int = registry.newInt(name);
    int.set(integer(i, 0));
    return int;
  });
  keepChanging(ints, (int) => int.add(1));
}
