import type {
  Delta,
  Failure,
  Meta,
  Nodes,
  Snapshot,
  Value,
} from '../../src/dashboard/protocol/types.js';

interface ReplicaNode {
  readonly id: number;
  readonly parent: number;
  readonly key: string;
  readonly meta: Meta | undefined;
  value: Value | undefined;
}

/** The variables as a page knows them from a snapshot and deltas. */
export class Replica {
  readonly nodes = new Map<number, ReplicaNode>();
  readonly lazy: Map<number, number>;
  failures: readonly Failure[];
  late: readonly number[];
  n: number;

  constructor(snapshot: Snapshot) {
    this.add(snapshot.nodes);
    this.lazy = new Map(snapshot.lazy);
    this.failures = snapshot.failures;
    this.late = snapshot.late;
    this.n = snapshot.n;
  }

  apply(delta: Delta): void {
    if (delta.n !== this.n + 1) {
      throw new Error(`delta ${delta.n} does not follow ${this.n}`);
    }
    this.n = delta.n;
    delta.del?.forEach((id) => this.remove(id));
    if (delta.add !== undefined) {
      this.add(delta.add);
    }
    for (const [i, id] of delta.i.entries()) {
      const node = this.nodes.get(id);
      if (node === undefined) {
        throw new Error(`a value of the unknown node ${id}`);
      }
      node.value = delta.v[i];
    }
    for (const [id, unsent] of delta.lazy ?? []) {
      if (unsent === 0) {
        this.lazy.delete(id);
      } else {
        this.lazy.set(id, unsent);
      }
    }
    this.failures = delta.fail ?? this.failures;
    this.late = delta.late ?? this.late;
  }

  /** The node of a path; undefined if there is none. */
  find(...path: readonly string[]): ReplicaNode | undefined {
    let id = -1;
    let found: ReplicaNode | undefined;
    for (const key of path) {
      found = [...this.nodes.values()].find(
        (node) => node.parent === id && node.key === key,
      );
      if (found === undefined) {
        return undefined;
      }
      id = found.id;
    }
    return found;
  }

  value(...path: readonly string[]): Value | undefined {
    return this.find(...path)?.value;
  }

  /** The reason for which a variable fails. */
  reason(...path: readonly string[]): string | undefined {
    const id = this.find(...path)?.id;
    return this.failures.find((failure) => failure.id === id)?.reason;
  }

  /** The values by the JSON of their paths. */
  values(): Map<string, Value> {
    const values = new Map<string, Value>();
    for (const node of this.nodes.values()) {
      if (node.value !== undefined) {
        values.set(JSON.stringify(this.pathOf(node)), node.value);
      }
    }
    return values;
  }

  private pathOf(node: ReplicaNode): string[] {
    const parent = this.nodes.get(node.parent);
    return [...(parent === undefined ? [] : this.pathOf(parent)), node.key];
  }

  private add({ ids, parents, keys, meta, dict, values }: Nodes): void {
    for (const [i, id] of ids.entries()) {
      const parent = parents[i]!;
      if (parent !== -1 && this.nodes.get(parent)?.value !== undefined) {
        throw new Error(`the node ${id} is not in an object`);
      }
      this.nodes.set(id, {
        id,
        parent,
        key: keys[i]!,
        meta: dict[meta[i]!],
        value: values[i],
      });
    }
  }

  private remove(id: number): void {
    if (!this.nodes.delete(id)) {
      throw new Error(`the unknown node ${id} is removed`);
    }
    this.lazy.delete(id);
    for (const node of this.nodes.values()) {
      if (node.parent === id) {
        this.remove(node.id);
      }
    }
  }
}
