import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { comparison } from '../../state/compare.js';
import { formatDateTime } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { CompareDialog } from './compare-dialog.js';
import { openFiles, showDifferences } from './open-files.js';

/** Opens files that are dropped on the page, and says which one is shown. */
export function FileDrop(): JSX.Element {
  const app = useApp();
  const isOver = useSignal(false);
  useEffect(() => {
    const onDrag = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) {
        event.preventDefault();
        isOver.value = event.type === 'dragover';
        const files = [...event.dataTransfer.files];
        if (event.type === 'drop' && files.length > 0) {
          void openFiles(app, files);
        }
      }
    };
    const types = ['dragover', 'dragleave', 'drop'] as const;
    for (const type of types) {
      addEventListener(type, onDrag);
    }
    return () => {
      for (const type of types) {
        removeEventListener(type, onDrag);
      }
    };
  }, []);
  const store = app.snapshotFile.value;
  const live = app.live.value;
  return (
    <>
      {store !== undefined && (
        <div class="notice" id="snapshot-notice" role="status">
          <span>
            {t.variables.snapshotOf(
              printable(store.process.app, 80),
              formatDateTime(store.wall),
            )}
          </span>
          {live !== undefined && (
            <button type="button" onClick={() => showDifferences(store, live)}>
              {t.variables.compare.withNow}
            </button>
          )}
          <button type="button" onClick={app.goLive}>
            {t.shell.backToLive}
          </button>
        </div>
      )}
      <input
        id="file"
        type="file"
        multiple
        hidden
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          void openFiles(app, [...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      {isOver.value && <div class="drop-here">{t.variables.dropHere}</div>}
      {comparison.value !== undefined && (
        <CompareDialog {...comparison.value} />
      )}
    </>
  );
}
