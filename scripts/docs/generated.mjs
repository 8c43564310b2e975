// Text of the documentation that a program writes: the lines between
// `<!-- generated: NAME -->` and `<!-- end of NAME -->`.

/**
 * @param {string} page
 * @param {string} name
 * @param {string} text Markdown without blank lines around it
 * @throws Error when the page has no such lines
 */
export function withGenerated(page, name, text) {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end of ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`the page needs the lines ${begin} and ${end}`);
  }
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

/**
 * A table as prettier formats it.
 *
 * @param {readonly (readonly string[])[]} rows the first has the titles
 */
export function table(rows) {
  const [titles = []] = rows;
  const widths = titles.map((_, column) =>
    Math.max(3, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const lines = rows.map(
    (row) =>
      `| ${row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/**
 * The columns of a text in a monospaced font, as prettier counts them.
 *
 * @param {string} text
 */
function widthOf(text) {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}
