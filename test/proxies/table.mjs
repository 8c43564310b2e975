/** @param {string[][]} columns lists of texts; the first text of each is its heading */
export function printTable(columns) {
  const padded = columns.map((column) => {
    const width = Math.max(...column.map((text) => text.length));
    const rule = '-'.repeat(width);
    return column.toSpliced(1, 0, rule).map((text) => text.padEnd(width));
  });
  const lines = padded[0]?.map((_, i) =>
    padded.map((column) => column[i]).join('  '),
  );
  console.log(`\n${lines?.map((line) => line.trimEnd()).join('\n')}`);
}
