import {
  MAX_NODES,
  type Meta,
  type Nodes,
  type Value,
} from '../../src/dashboard/protocol/types.js';

/** A document has at most 100 levels. */
const MAX_DEPTH = 100;

interface Node {
  readonly id: number;
  readonly parent: number;
  readonly key: string;
  readonly children: Map<string, Node>;
  value: Value | undefined;
  meta: number;
}

function createNode(id: number, parent: number, key: string): Node {
  return { id, parent, key, children: new Map(), value: undefined, meta: -1 };
}

/** Builds the columns of nodes from paths and values. */
export class NodesBuilder {
  private readonly root = createNode(-1, -1, '');
  private readonly nodes: Node[] = [];
  private readonly dict: Meta[] = [];
  private readonly dictIndexes = new Map<string, number>();

  get isFull(): boolean {
    return this.nodes.length === MAX_NODES;
  }

  /**
   * @returns the id of the node; undefined if the path is too long, or there
   *   are too many nodes
   */
  add(path: readonly string[], value: Value): number | undefined {
    if (path.length === 0 || path.length > MAX_DEPTH) {
      return undefined;
    }
    let node = this.root;
    for (const key of path) {
      let child = node.children.get(key);
      if (child === undefined) {
        if (this.isFull) {
          return undefined;
        }
        child = createNode(this.nodes.length, node.id, key);
        this.nodes.push(child);
        node.children.set(key, child);
        // The value was that of an empty map.
        node.value = undefined;
      }
      node = child;
    }
    if (node.children.size === 0) {
      node.value = value;
    }
    return node.id;
  }

  addMeta(path: readonly string[], meta: Meta): void {
    const node = this.find(path);
    if (node === undefined) {
      return;
    }
    const text = JSON.stringify(meta);
    let index = this.dictIndexes.get(text);
    if (index === undefined) {
      index = this.dict.length;
      this.dictIndexes.set(text, index);
      this.dict.push(meta);
    }
    node.meta = index;
  }

  idOf(path: readonly string[]): number | undefined {
    return this.find(path)?.id;
  }

  build(): Nodes {
    // An object whose members did not find room is an empty object.
    const empty: Value = { json: '{}', length: 2 };
    return {
      ids: this.nodes.map(({ id }) => id),
      parents: this.nodes.map(({ parent }) => parent),
      keys: this.nodes.map(({ key }) => key),
      meta: this.nodes.map(({ meta }) => meta),
      dict: this.dict,
      values: this.nodes.map(({ value, children }) =>
        value === undefined && children.size === 0 ? empty : value,
      ),
    };
  }

  private find(path: readonly string[]): Node | undefined {
    let node: Node | undefined = this.root;
    for (const key of path.slice(0, MAX_DEPTH)) {
      node = node?.children.get(key);
    }
    return node === this.root ? undefined : node;
  }
}
