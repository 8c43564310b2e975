import type { JSX } from 'preact';
import {
  seriesOfStore,
  snapshotOfStore,
} from '../../snapshot/snapshot-of-store.js';
import { snapshotFileText } from '../../snapshot/snapshot-file.js';
import type { AppState } from '../../state/app-state.js';
import { buildBoard } from '../../state/board.js';
import type { Changes } from '../../state/changes.js';
import { comparison, compareWithReference } from '../../state/compare.js';
import {
  csvOf,
  markdownTable,
  rowsAsJson,
  rowsAsTable,
  rowsAsValues,
  seriesAsCsv,
} from '../../state/export.js';
import { formatDateTime, formatTime } from '../../state/format.js';
import { findingText } from '../../state/finding-text.js';
import type { Store } from '../../state/store.js';
import { tableOf } from '../../state/variable-table.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { CopyButton } from './copy-button.js';

/** The commands of the menu that copies or saves what is shown. */
export function ShareItems({ close }: { close: () => void }): JSX.Element {
  const app = useApp();
  const { share, compare } = t.variables;
  const store = app.shown.value;
  const changes = tableOf(app).changes.value;

  const save = (name: string, type: string, text: string): void => {
    download(store!, name, type, text);
    close();
  };
  return (
    <>
      <CopyButton text={() => location.href} onCopied={close}>
        {share.link}
      </CopyButton>
      {store !== undefined && (
        <>
          <CopyButton text={() => markdownOf(app, store)} onCopied={close}>
            {share.markdown}
          </CopyButton>
          <button
            type="button"
            onClick={() => save('csv', 'text/csv', csvOf(valuesOf(app, store)))}
          >
            {share.csv}
          </button>
          {app.view.pins.value.size > 0 && (
            <button
              type="button"
              onClick={() => save('csv', 'text/csv', pinnedCsv(app, store))}
            >
              {share.seriesCsv}
            </button>
          )}
          <button
            type="button"
            onClick={() =>
              save(
                'json',
                'application/json',
                rowsAsJson(tableOf(app).rows.peek()?.rows ?? [], store),
              )
            }
          >
            {share.json}
          </button>
          <button
            type="button"
            onClick={() => {
              close();
              void saveSnapshot(app, store);
            }}
          >
            {share.snapshot}
          </button>
          {changes !== undefined && (
            <button
              type="button"
              onClick={() => {
                close();
                void compareWithA(app, store, changes);
              }}
            >
              {compare.withReference}
            </button>
          )}
        </>
      )}
      <button
        type="button"
        onClick={() => {
          close();
          document.querySelector<HTMLInputElement>('#file')?.click();
        }}
      >
        {share.open}
      </button>
    </>
  );
}

async function compareWithA(
  { server }: AppState,
  store: Store,
  changes: Changes,
): Promise<void> {
  await changes.load(server);
  comparison.value = {
    names: [`A ${formatTime(changes.since)}`, formatTime(store.wall)],
    differences: compareWithReference(store, changes),
  };
}

/**
 * Returns the texts of the tables that are shown. The document has only the
 * visible rows of the table of variables.
 */
function tableTexts(app: AppState, store: Store): string[][] {
  const table = tableOf(app);
  if (app.view.tab.peek() === 'variables') {
    const { name, value, rate, delta, kind } = t.variables;
    const changes = table.changes.peek();
    return [
      [
        name,
        value,
        changes === undefined ? rate : delta(formatTime(changes.since)),
        kind,
      ],
      ...rowsAsTable(table.rows.peek()?.rows ?? [], store, changes),
    ];
  }
  const rows = document.querySelectorAll('#main [role=row], #main tr');
  return [...rows].map((row) =>
    [...row.children].map((cell) => cell.textContent.trim()),
  );
}

function valuesOf(app: AppState, store: Store): string[][] {
  const { rows, changes } = tableOf(app);
  return app.view.tab.peek() === 'variables'
    ? rowsAsValues(rows.peek()?.rows ?? [], store, changes.peek())
    : tableTexts(app, store);
}

function markdownOf(app: AppState, store: Store): string {
  const { app: name, host, pid } = store.process;
  const sentence = app.findings
    .peek()
    .map((finding) => findingText(finding, t))
    .join(' · ');
  return [
    `**${name}** · ${host} · pid ${pid} · ${formatDateTime(store.wall)}`,
    sentence,
    markdownTable(tableTexts(app, store)),
    location.href,
    '',
  ].join('\n\n');
}

/** The samples of the pinned variables in the range that charts show. */
function pinnedCsv(app: AppState, store: Store): string {
  const { pins, alone } = app.view;
  const { from, to } = app.window.peek();
  const board = buildBoard(store, pins.peek(), alone.peek());
  return seriesAsCsv(
    board.charts.flatMap(({ lines }) => lines.map(({ value }) => value)),
    store,
    from,
    to,
  );
}

async function saveSnapshot(app: AppState, store: Store): Promise<void> {
  const snapshot = snapshotOfStore(store);
  const view = app.view.hash.peek();
  const series = new Map(seriesOfStore(store));
  const { n: lastTick } = snapshot;
  try {
    for await (const history of app.server.fetchHistories(store)) {
      for (const [id, samples] of history.series) {
        // The samples may be newer than the snapshot.
        const newer = Math.max(0, history.n - lastTick);
        series.set(id, samples.slice(0, samples.length - newer));
      }
    }
  } catch (error) {
    const { message } = error as Error;
    app.notify({
      id: 'file',
      tone: 'warning',
      text: () => t.variables.share.seriesNotSaved(message),
    });
  }
  const text = snapshotFileText({ snapshot, series, view }, Date.now());
  download(store, 'json', 'application/json', text);
}

function download(
  { process: { app, pid }, wall }: Store,
  extension: string,
  type: string,
  text: string,
): void {
  const link = document.createElement('a');
  const time = new Date(wall).toISOString().slice(0, 19);
  const name = `${app}-${pid}-${time}`.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-');
  link.download = `${name}.${extension}`;
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
