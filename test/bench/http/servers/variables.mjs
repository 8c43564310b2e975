import { names, value } from '../../scrape/names.mjs';
import { keepChanging } from './serve.mjs';

/** Publishes live variables in a registry. */
export function publishInts(registry, count) {
  const ints = names(count).map((name, i) => {
    const int = registry.newInt(name);
    int.set(value(i, 0));
    return int;
  });
  keepChanging(ints, (int) => int.add(1));
}
