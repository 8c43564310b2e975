import type { LimitLevel } from '../../../src/dashboard/protocol/types.js';
import { formatValue } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import type { Store } from '../../state/store.js';
import { ValueNode, type VariableNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';

export interface WorstVariable {
  readonly node: VariableNode;
  readonly level: LimitLevel;
  readonly text: string;
}

/** Finds the variables that fail, have reached a limit or are late. */
export function findWorstVariables(store: Store): WorstVariable[] {
  const worst: WorstVariable[] = [];
  for (const { id, reason } of store.failures) {
    const node = store.nodesById.get(id);
    if (node !== undefined) {
      worst.push({ node, level: 'critical', text: printable(reason) });
    }
  }
  for (const [node, level] of store.limitLevels.reached()) {
    const text = formatValue(node.value, node.info.displayUnit);
    worst.push({ node, level, text });
  }
  for (const id of store.lateIds) {
    const node = store.nodesById.get(id);
    if (node instanceof ValueNode) {
      worst.push({ node, level: 'warning', text: t.events.kinds.late });
    }
  }
  return worst.toSorted(
    (a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'),
  );
}
