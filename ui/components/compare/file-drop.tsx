import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatDateTime } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { comparison } from '../../state/comparison.js';
import { lazy } from '../lazy.js';
import { openFiles, showDifferences } from './load-files.js';

const CompareDialog = lazy((later) => later.CompareDialog);

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
          openFiles(app, files);
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
            <button
              type="button"
              onClick={() => showDifferences(app, store, live)}
            >
              {t.variables.compare.withNow}
            </button>
          )}
          <button type="button" onClick={app.goLive}>
            {t.shell.backToLive}
          </button>
        </div>
      )}
      {isOver.value && <div class="drop-here">{t.variables.dropHere}</div>}
      {comparison.value !== undefined && <CompareDialog />}
    </>
  );
}
