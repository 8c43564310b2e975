// Applies the edits of the documentation to the files of a new application, as a
// reader does.

/**
 * Adds the imports of a block to the root module, and keeps what else it has.
 *
 * @param {string} file the module of a new application
 * @param {string} block a module with one entry in its imports
 * @throws Error when the file or the block is not such a module
 */
export function addToModule(file, block) {
  const imports = block
    .split('\n')
    .filter((line) => line.startsWith('import ') && !file.includes(line));
  const entries = /^ {2}imports: \[.*\],$/m.exec(block);
  const empty = /^ {2}imports: \[\],$/m;
  if (entries === null || !empty.test(file)) {
    throw new Error('a module without a list of imports cannot be edited');
  }
  return `${imports.join('\n')}\n${file.replace(empty, () => entries[0])}`;
}

/**
 * The block of a page whose first line names a file.
 *
 * @param {readonly import('./blocks.mjs').Block[]} blocks
 * @param {string} file
 */
export function blockOfFile(blocks, file) {
  const block = blocks.find(({ code }) => code.startsWith(`// ${file}\n`));
  if (block === undefined) {
    throw new Error(`no block begins with // ${file}`);
  }
  return block.code;
}

/**
 * The commands of a block with a console session, and what each prints.
 *
 * @param {string} code
 */
export function sessionOf(code) {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...output] = step.split('\n');
      return { command, output: output.slice(0, -1) };
    });
}
