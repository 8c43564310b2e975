import { ExpvarRegistry } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { names } from './names.mjs';

const COUNT = 10_000;

const registry = new ExpvarRegistry();
const keys = names(COUNT);
const strings = keys.map((name) => registry.newString(name));
const object = Object.fromEntries(keys.map((name) => [name, '']));

// Made beforehand and flat: to make them is not the scrape's work.
const texts = Array.from({ length: 3 }, (_, round) =>
  keys.map((_, i) =>
    Buffer.from(`worker-${i % 97} is at step ${i * 31 + round}`).toString(),
  ),
);
let round = 0;
const nextRound = () => {
  round++;
  strings.forEach((string, i) => {
    const text = texts[round % texts.length][i];
    string.set(text);
    object[keys[i]] = text;
  });
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render(), times: 3 },
  peer: { before: nextRound, run: () => JSON.stringify(object), times: 3 },
});
report({
  '10,000 StringVars, all changed / JSON.stringify of a prebuilt object': cpu,
});
