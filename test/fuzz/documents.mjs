import fc from 'fast-check';
import { judge } from './judge.mjs';
import { registry } from './variables.mjs';

/** So that one run is like another; a failure names the seed it had. */
export const SEED = 20_261_123;

/** Enough for 100,000 variables. */
export const DOCUMENTS = 5000;

/**
 * Judges documents of variables of all kinds.
 *
 * @param expvar the package
 * @param take is given each document
 * @returns how many documents, variables and refused names there were
 * @throws Error with the smallest variables that are not as they should be
 */
export async function judgeDocuments(
  expvar,
  { seed = SEED, documents = DOCUMENTS, take = () => {} } = {},
) {
  const counts = { documents: 0, variables: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(registry, async (plan) => {
      const { document, variables, refused } = await judge(expvar, plan);
      counts.documents++;
      counts.variables += variables;
      counts.refused += refused;
      take(document);
    }),
    { seed, numRuns: documents },
  );
  return counts;
}
