/** The part of the DirEntry of @angular-devkit/schematics that is used here. */
export interface Directory {
  readonly path: string;
  readonly subdirs: readonly string[];
  readonly subfiles: readonly string[];
  dir(name: string): Directory;
}

/** The part of the Tree of @angular-devkit/schematics that is used here. */
export interface Tree {
  read(path: string): Uint8Array | null;
  overwrite(path: string, content: string): void;
  getDir(path: string): Directory;
}

/** Returns the text of a file, or undefined if there is no such file. */
export function readText(tree: Tree, path: string): string | undefined {
  const bytes = tree.read(path);
  return bytes === null ? undefined : Buffer.from(bytes).toString();
}
