import type { ValueNode } from './value-node.js';

/** The document, a map, or another object with members. */
export class ObjectNode {
  readonly leaves = new Map<string, ValueNode>();
  readonly branches = new Map<string, ObjectNode>();

  constructor(readonly path: readonly string[]) {}

  /** The branch of a key, which is made where it is missing. */
  branch(key: string): ObjectNode {
    let branch = this.branches.get(key);
    if (branch === undefined) {
      branch = new ObjectNode([...this.path, key]);
      this.branches.set(key, branch);
    }
    return branch;
  }
}
