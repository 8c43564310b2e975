import { MAX_DEPTH } from '../encoding/limits.js';
import type { PlainObject, PlainValue } from '../encoding/plain-value.js';
import type { TimeSlice } from '../support/event-loop.js';
import type { MapVar } from '../vars/map-var.js';
import type { Var } from '../vars/var.js';
import { type Entries, isMap, type ReadableVars } from './readable-vars.js';

/** Values visited between two checks of the time slice. */
const BATCH = 64;

/** Receives the typed values of variables, outer levels first. */
export interface ValueVisitor<Node> {
  /**
   * Called for an object with members and for a map.
   *
   * @returns the node to visit its members with; undefined skips them
   */
  enter(parent: Node, key: string): Node | undefined;
  /** Called for every other value. */
  visit(parent: Node, key: string, value: PlainValue): void;
}

/** A map or object whose members have not been visited yet. */
interface Pending<Node> {
  readonly members: Entries | PlainObject;
  /** True for a map, false for an object in the value of a variable. */
  readonly containsVars: boolean;
  readonly path: readonly string[];
  readonly node: Node;
  /** The maps around the members, which none of them may contain. */
  readonly maps: readonly MapVar[];
}

/**
 * Visits the values of variables. A variable that fails is `null` at top level
 * and left out in a map, as in the document.
 */
export async function visitValues<Node>(
  vars: ReadableVars,
  root: Node,
  visitor: ValueVisitor<Node>,
  slice: TimeSlice,
): Promise<void> {
  const queue: Pending<Node>[] = [
    {
      members: vars.entries,
      containsVars: true,
      path: [],
      node: root,
      maps: [],
    },
  ];
  let visits = 0;
  // The loop adds the maps and objects that it meets to the queue.
  for (const pending of queue) {
    for (const [key, member] of pending.members) {
      if (++visits % BATCH === 0 && slice.isOver) {
        await slice.yield();
      }
      const next = visitMember(vars, visitor, pending, key, member);
      if (next !== undefined) {
        queue.push(next);
      }
    }
  }
}

/** Visits one member. @returns it if it has members itself */
function visitMember<Node>(
  vars: ReadableVars,
  visitor: ValueVisitor<Node>,
  { containsVars, path, node: parent, maps }: Pending<Node>,
  key: string,
  member: Var | null | PlainValue,
): Pending<Node> | undefined {
  let content: PlainValue | MapVar | undefined;
  try {
    content = containsVars
      ? vars.read(member as Var | null, path, key)
      : (member as PlainValue);
    if (typeof content === 'object' && isMap(content)) {
      checkNesting(content, maps);
    }
  } catch (error) {
    vars.failures.record([...path, key], error);
    content = path.length === 0 ? null : undefined;
  }
  if (content === undefined) {
    return undefined;
  }
  if (typeof content !== 'object') {
    visitor.visit(parent, key, content);
    return undefined;
  }
  const members = membersOf(vars, content);
  if (members === undefined || sizeOf(members) === 0) {
    visitor.visit(parent, key, isMap(content) ? EMPTY : content);
    return undefined;
  }
  const node = visitor.enter(parent, key);
  return node === undefined
    ? undefined
    : {
        members,
        containsVars: isMap(content),
        path: [...path, key],
        node,
        maps: isMap(content) ? [...maps, content] : maps,
      };
}

const EMPTY: PlainObject = new Map();

function membersOf(
  vars: ReadableVars,
  content: PlainValue | MapVar,
): Entries | PlainObject | undefined {
  if (content instanceof Map) {
    return content as PlainObject;
  }
  return isMap(content) ? vars.entriesOf(content) : undefined;
}

function checkNesting(map: MapVar, maps: readonly MapVar[]): void {
  if (maps.includes(map)) {
    throw new Error('the map contains itself');
  }
  if (maps.length >= MAX_DEPTH) {
    throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
  }
}

function sizeOf(members: Entries | PlainObject): number {
  return 'size' in members ? members.size : members.length;
}
