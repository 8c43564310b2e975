/**
 * The fields of package.json that say who publishes the package, and from where.
 *
 * @typedef {{
 *   author: string,
 *   homepage: string,
 *   repository: { type: string, url: string },
 *   bugs: { url: string },
 * }} PublisherFields
 */

/** The command that sets all of {@link PublisherFields}. */
const COMMAND =
  'node scripts/publisher/set.mjs https://github.com/OWNER/REPOSITORY "NAME <EMAIL>"';

const ADDRESS = /^https:\/\/[\w.-]+(?:\/[\w.-]+){2,}$/;

/**
 * Derives the fields from the address of the repository.
 *
 * @param {string} address such as `https://github.com/owner/repository`
 * @param {string} author such as `Jane Doe <jane@example.com>`
 * @returns {PublisherFields}
 * @throws {Error} if one of them is missing or wrong
 */
export function publisherFields(address, author) {
  const repository = address.replace(/\/$|\.git$/, '');
  if (!ADDRESS.test(repository) || author.trim() === '') {
    throw new Error(
      `the address of the repository and the author are needed: ${COMMAND}`,
    );
  }
  return {
    author,
    homepage: `${repository}#readme`,
    repository: { type: 'git', url: `git+${repository}.git` },
    bugs: { url: `${repository}/issues` },
  };
}

/**
 * Names the fields that are missing in one line with the remedy, or returns
 * undefined.
 *
 * @param {Partial<PublisherFields>} manifest package.json
 */
export function missingFields(manifest) {
  const missing = /** @type {const} */ ([
    'author',
    'homepage',
    'repository',
    'bugs',
  ]).filter((name) => !manifest[name]);
  return missing.length > 0
    ? `package.json has no ${missing.join(', ')}. Run: ${COMMAND}`
    : undefined;
}
