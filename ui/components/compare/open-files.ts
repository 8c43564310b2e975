import {
  openSnapshotFile,
  type SnapshotFile,
} from '../../snapshot/snapshot-file.js';
import type { AppState } from '../../state/app-state.js';
import { comparison, compareStores } from '../../state/compare.js';
import { formatDateTime, formatNumber } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import { Store } from '../../state/store.js';
import { t } from '../../text/index.js';

/** Opens a snapshot, or compares two, the older one first. */
export async function openFiles(
  app: AppState,
  files: readonly File[],
): Promise<void> {
  const opened: SnapshotFile[] = [];
  for (const file of files.slice(0, 2)) {
    const result = await openSnapshotFile(file);
    if (typeof result === 'string') {
      app.notify({
        id: 'file',
        tone: 'critical',
        text: () => t.variables.fileProblems[result](printable(file.name, 100)),
      });
      return;
    }
    opened.push(result);
  }
  const omitted = opened.reduce((sum, file) => sum + file.omitted, 0);
  if (omitted > 0) {
    const text = (): string => t.variables.omitted(formatNumber(omitted));
    app.notify({ id: 'file', tone: 'warning', text });
  } else {
    app.dismiss('file');
  }
  const stores = opened.map(storeOf).toSorted((a, b) => a.wall - b.wall);
  const [first, second] = stores;
  if (first !== undefined && second !== undefined) {
    showDifferences(first, second);
  } else if (first !== undefined) {
    const view = opened[0]!.view;
    app.snapshotFile.value = first;
    if (view !== undefined) {
      location.hash = view;
    }
  }
}

function storeOf({ snapshot, series }: SnapshotFile): Store {
  const store = new Store(snapshot, undefined, true);
  for (const [id, samples] of series) {
    if (store.valuesById.has(id)) {
      store.addSeries(id);
      store.backfill(id, samples, store.tick);
    }
  }
  return store;
}

export function showDifferences(before: Store, after: Store): void {
  comparison.value = {
    names: [storeName(before), storeName(after)],
    differences: compareStores(before, after),
  };
}

function storeName({ process: { app, pid }, wall }: Store): string {
  return printable(
    `${app}${pid === 0 ? '' : ` (${pid})`}, ${formatDateTime(wall)}`,
    120,
  );
}
