import type { ValueNode } from './value-node.js';

/** The document, a map, or another object with members. */
export class ObjectNode {
  readonly values = new Map<string, ValueNode>();
  readonly objects = new Map<string, ObjectNode>();

  constructor(readonly path: readonly string[]) {}

  /** Returns the object at a key, and creates it if it is missing. */
  object(key: string): ObjectNode {
    let object = this.objects.get(key);
    if (object === undefined) {
      object = new ObjectNode([...this.path, key]);
      this.objects.set(key, object);
    }
    return object;
  }
}
