// Scrapes all bad variables in one application, and prints what is wrong.
import { parseArgs } from 'node:util';
import { badVariables, neighbours } from './bad-variables.mjs';
import { fullDocuments } from './full-documents.mjs';
import { otherProblems, problemsOf } from './problems.mjs';
import { scrapeApplication } from './scrape-application.mjs';
import { slowRejections } from './slow-rejections.mjs';

const TIMES = 3;

const { values: options } = parseArgs({
  options: {
    platform: { type: 'string', default: 'express' },
    timed: { type: 'boolean', default: false },
  },
});
const platform = options.platform === 'fastify' ? 'fastify' : 'express';

let problems = 0;
const sizes = [];
const documents = [{ variables: [...badVariables, ...neighbours] }].concat(
  fullDocuments,
);
for (const { variables } of documents) {
  const scraped = await scrapeApplication(platform, variables, TIMES);
  for (const variable of variables) {
    for (const problem of problemsOf(variable, scraped)) {
      print(`${variable.name}: ${problem}`);
    }
  }
  otherProblems(variables, scraped).forEach(print);
  sizes.push(scraped.bytes);
}
if (options.timed) {
  for await (const problem of slowRejections(badVariables)) {
    print(problem);
  }
}
console.log(
  `${badVariables.length} bad variables, ${TIMES} documents each of ${sizes.join(', ')} bytes`,
);
if (problems > 0) {
  process.exit(1);
}

/** @param {string} problem */
function print(problem) {
  problems++;
  console.log(`FAIL  ${problem}`);
}
