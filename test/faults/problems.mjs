/**
 * @typedef {import('./bad-variable.mjs').BadVariable} BadVariable
 * @typedef {import('./scrape-application.mjs').Scraped} Scraped
 */

/** Variables that are in every document. */
const always = [
  { name: 'cmdline', json: /^\["[^\n]+"\]$/ },
  { name: 'memstats', json: /^\{"Alloc":\d+,[^\n]+\}$/ },
];

/** On a busy machine, any function may block the event loop for long. */
const BLOCKED = / blocked the event loop for \d+ ms; /;

/**
 * Returns the values of a document by name, as their bytes.
 *
 * @param {string} document
 * @param {readonly BadVariable[]} variables those in it, besides `always`
 * @returns {Map<string, string>}
 * @throws {Error} at the first name that is not in its place
 */
export function parseDocument(document, variables) {
  const names = [...always, ...variables]
    .map(({ name }) => name)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const values = new Map();
  let end = '{'.length;
  for (const [i, name] of names.entries()) {
    const start = end + headOf(name, i).length;
    if (document.slice(end, start) !== headOf(name, i)) {
      throw new Error(
        `${name} is not in its place, but ${document.slice(end, end + 200)}`,
      );
    }
    const next = names[i + 1];
    end = document.indexOf(
      next === undefined ? '\n}\n' : headOf(next, i + 1),
      start,
    );
    if (end === -1) {
      throw new Error(`nothing follows ${name}`);
    }
    values.set(name, document.slice(start, end));
  }
  if (end + '\n}\n'.length !== document.length) {
    throw new Error('there is more behind the document');
  }
  return values;
}

/**
 * Lists everything that is wrong with a variable.
 *
 * @param {BadVariable} variable
 * @param {Scraped} scraped
 * @returns {string[]}
 */
export function problemsOf(variable, scraped) {
  return [
    ...scraped.documents.flatMap((values) => valueProblems(variable, values)),
    ...failureProblems(variable, scraped),
    ...logProblems(variable, scraped),
  ];
}

/**
 * Lists everything that is wrong apart from some variables.
 *
 * @param {readonly BadVariable[]} variables
 * @param {Scraped} scraped
 * @returns {string[]}
 */
export function otherProblems(variables, scraped) {
  const names = new Set(variables.map(({ name }) => name));
  const prefixes = variables.map(prefixOf);
  return [
    ...scraped.documents.flatMap((values) =>
      always.flatMap((variable) => valueProblems(variable, values)),
    ),
    ...scraped.failures
      .filter(({ path: [name = ''] }) => !names.has(name))
      .map(({ path }) => `${path.join(' ')} failed`),
    ...scraped.lines.filter(
      (line) => !prefixes.some((prefix) => line.startsWith(prefix)),
    ),
  ];
}

/**
 * @param {string} name
 * @param {number} index
 */
function headOf(name, index) {
  const quoted = JSON.stringify(name).replaceAll(
    /[<>&]/g,
    (char) => `\\u00${char.charCodeAt(0).toString(16)}`,
  );
  return `${index === 0 ? '' : ','}\n${quoted}: `;
}

/** @param {{ name: string }} variable */
function prefixOf({ name }) {
  return `variable ${JSON.stringify(name)}`;
}

/**
 * @param {{ name: string, json: string | RegExp }} variable
 * @param {ReadonlyMap<string, string>} values
 */
function valueProblems({ name, json }, values) {
  const value = values.get(name) ?? '';
  const isRight = typeof json === 'string' ? value === json : json.test(value);
  return isRight ? [] : [`it is ${short(value)}, not ${short(String(json))}`];
}

/**
 * @param {BadVariable} variable
 * @param {Scraped} scraped
 */
function failureProblems(variable, { documents, failures }) {
  const expected = new Map(
    variable.failures.map(({ keys, reason }) => [
      JSON.stringify([variable.name, ...keys]),
      reason,
    ]),
  );
  const problems = [];
  for (const { path, count, reason } of failures) {
    if (path[0] === variable.name) {
      const key = JSON.stringify(path);
      const pattern = expected.get(key);
      expected.delete(key);
      if (pattern === undefined || !pattern.test(reason)) {
        problems.push(`${short(key)} failed: ${reason}`);
      } else if (count !== documents.length) {
        problems.push(`${short(key)} failed ${count} times`);
      }
    }
  }
  return [
    ...problems,
    ...[...expected.keys()].map((key) => `${short(key)} did not fail`),
  ];
}

/**
 * @param {BadVariable} variable
 * @param {Scraped} scraped
 */
function logProblems(variable, { lines }) {
  const prefix = prefixOf(variable);
  const expected = [
    ...variable.failures.map(({ reason }) => ({ mark: ' failed: ', reason })),
    ...variable.logLines.map((reason) => ({ mark: ' ', reason })),
  ];
  const missing = new Set(expected);
  const problems = [];
  for (const line of lines.filter((line) => line.startsWith(prefix))) {
    const rest = line.slice(prefix.length);
    const matches = expected.filter(({ mark, reason }) =>
      reason.test(rest.slice(rest.indexOf(mark) + mark.length)),
    );
    // Two failures of a variable may have the same reason.
    const match = matches.find((each) => missing.has(each)) ?? matches[0];
    if (match !== undefined) {
      missing.delete(match);
    } else if (!BLOCKED.test(line)) {
      problems.push(`it logs ${short(line)}`);
    }
  }
  return [
    ...problems,
    ...[...missing].map(({ reason }) => `it does not log ${reason}`),
  ];
}

/** @param {string} text */
function short(text) {
  return text.length > 200
    ? `${text.slice(0, 200)}… (${text.length} characters)`
    : text;
}
