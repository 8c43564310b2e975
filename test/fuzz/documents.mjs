import fc from 'fast-check';
import { checkDocument } from './check-document.mjs';
import { registry } from './variables.mjs';

/** A fixed seed makes runs repeatable. A failure names the seed. */
export const SEED = 20_261_123;

/** 5000 documents have at least 100,000 variables. */
export const DOCUMENTS = 5000;

/**
 * Checks documents with variables of all kinds against their models.
 *
 * @param {import('./variables.mjs').Package} expvar
 * @param {{ seed?: number, documents?: number, onDocument?: (document: Buffer) => void }} [options]
 *   `onDocument` receives each document
 * @returns how many documents, variables and refused names there were
 * @throws Error with the smallest plan whose document is wrong
 */
export async function checkDocuments(
  expvar,
  { seed = SEED, documents = DOCUMENTS, onDocument = () => {} } = {},
) {
  const counts = { documents: 0, variables: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(registry, async (plan) => {
      const { document, variables, refused } = await checkDocument(
        expvar,
        plan,
      );
      counts.documents++;
      counts.variables += variables;
      counts.refused += refused;
      onDocument(document);
    }),
    { seed, numRuns: documents },
  );
  return counts;
}
