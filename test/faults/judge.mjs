/**
 * @typedef {import('./kind.mjs').Kind} Kind
 * @typedef {import('./scraped-page.mjs').ScrapedPage} ScrapedPage
 */

/** Variables that are in every document. */
const always = [
  { name: 'cmdline', json: /^\["[^\n]+"\]$/ },
  { name: 'memstats', json: /^\{"Alloc":\d+,[^\n]+\}$/ },
];

/** A machine that is busy elsewhere may be long over anything. */
const BLOCKED = / blocked the event loop for \d+ ms; /;

/**
 * The values of a document by name, as the bytes that they are.
 *
 * @param {string} document
 * @param {readonly Kind[]} rows the variables in it, besides `always`
 * @throws Error at the first name that is not in its place
 */
export function valuesOf(document, rows) {
  const names = [...always, ...rows]
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
    throw new Error('the document goes on behind its end');
  }
  return values;
}

/**
 * Lists everything that is wrong with a variable.
 *
 * @param {Kind} row
 * @param {ScrapedPage} page
 * @returns {string[]}
 */
export function complaintsAbout(row, page) {
  return [
    ...page.documents.flatMap((values) => aboutValue(row, values)),
    ...aboutFailures(row, page),
    ...aboutLines(row, page),
  ];
}

/**
 * Lists everything that is wrong beside the rows.
 *
 * @param {readonly Kind[]} rows
 * @param {ScrapedPage} page
 * @returns {string[]}
 */
export function complaintsBeside(rows, page) {
  const names = new Set(rows.map(({ name }) => name));
  const prefixes = rows.map(prefixOf);
  return [
    ...page.documents.flatMap((values) =>
      always.flatMap((row) => aboutValue(row, values)),
    ),
    ...page.failures
      .filter(({ path }) => !names.has(path[0]))
      .map(({ path }) => `${path.join(' ')} has failed`),
    ...page.lines.filter(
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

/** @param {{ name: string }} row */
function prefixOf({ name }) {
  return `variable ${JSON.stringify(name)}`;
}

/**
 * @param {{ name: string, json: string | RegExp }} row
 * @param {ReadonlyMap<string, string>} values
 */
function aboutValue({ name, json }, values) {
  const value = values.get(name) ?? '';
  const isRight = typeof json === 'string' ? value === json : json.test(value);
  return isRight ? [] : [`it is ${short(value)}, not ${short(String(json))}`];
}

/**
 * @param {Kind} row
 * @param {ScrapedPage} page
 */
function aboutFailures(row, { documents, failures }) {
  const wanted = new Map(
    row.failures.map(({ keys, reason }) => [
      JSON.stringify([row.name, ...keys]),
      reason,
    ]),
  );
  const complaints = [];
  for (const { path, count, reason } of failures) {
    if (path[0] === row.name) {
      const key = JSON.stringify(path);
      const pattern = wanted.get(key);
      wanted.delete(key);
      if (pattern === undefined || !pattern.test(reason)) {
        complaints.push(`${short(key)} has failed: ${reason}`);
      } else if (count !== documents.length) {
        complaints.push(`${short(key)} has failed ${count} times`);
      }
    }
  }
  return [
    ...complaints,
    ...[...wanted.keys()].map((key) => `${short(key)} has not failed`),
  ];
}

/**
 * @param {Kind} row
 * @param {ScrapedPage} page
 */
function aboutLines(row, { lines }) {
  const prefix = prefixOf(row);
  const wanted = [
    ...row.failures.map(({ reason }) => ({ mark: ' failed: ', reason })),
    ...row.remarks.map((reason) => ({ mark: ' ', reason })),
  ];
  const complaints = [];
  for (const line of lines.filter((line) => line.startsWith(prefix))) {
    const rest = line.slice(prefix.length);
    const at = wanted.findIndex(({ mark, reason }) =>
      reason.test(rest.slice(rest.indexOf(mark) + mark.length)),
    );
    if (at !== -1) {
      wanted.splice(at, 1);
    } else if (!BLOCKED.test(line)) {
      complaints.push(`it logs ${short(line)}`);
    }
  }
  return [
    ...complaints,
    ...wanted.map(({ reason }) => `it does not log ${reason}`),
  ];
}

/** @param {string} text */
function short(text) {
  return text.length > 200
    ? `${text.slice(0, 200)}… (${text.length} characters)`
    : text;
}
