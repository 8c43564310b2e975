import type { AppState } from '../../state/app-state.js';
import type { Store } from '../../state/store.js';
import { t } from '../../text/index.js';
import { loadLater } from '../lazy.js';

type Later = Awaited<ReturnType<typeof loadLater>>;

/** Opens a snapshot, or compares two, the older one first. */
export function openFiles(app: AppState, files: readonly File[]): void {
  void load(app, (later) => later.openFiles(app, files));
}

/** Compares two stores, the older one first. */
export function showDifferences(
  app: AppState,
  before: Store,
  after: Store,
): void {
  void load(app, (later) => later.showDifferences(before, after));
}

async function load(
  app: AppState,
  use: (later: Later) => unknown,
): Promise<void> {
  try {
    use(await loadLater());
  } catch {
    app.notify({
      id: 'file',
      tone: 'critical',
      text: () => t.shell.notLoaded,
      buttons: [
        { label: () => t.shell.reload, onClick: () => app.server.reload() },
      ],
    });
  }
}
