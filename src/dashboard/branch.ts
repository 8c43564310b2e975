import type { Leaf } from './leaf.js';

/** The document, a map, or another object with members. */
export class Branch {
  readonly leaves = new Map<string, Leaf>();
  readonly branches = new Map<string, Branch>();

  constructor(readonly path: readonly string[]) {}

  /** The branch of a key, which is made where it is missing. */
  branch(key: string): Branch {
    let branch = this.branches.get(key);
    if (branch === undefined) {
      branch = new Branch([...this.path, key]);
      this.branches.set(key, branch);
    }
    return branch;
  }
}
