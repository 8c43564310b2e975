import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SearchResponse } from '../../../src/dashboard/protocol/types.js';
import { formatNumber } from '../../state/format.js';
import { pathKey } from '../../state/path-key.js';
import { printablePath } from '../../state/printable.js';
import { tableOf } from '../../state/variable-table.js';
import type { ObjectNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';

/**
 * Says how many names the filter has not searched, because the server has not
 * sent them, and asks the server for those that match.
 */
export function Unsearched({
  objects,
}: {
  readonly objects: readonly ObjectNode[];
}): JSX.Element | null {
  const app = useApp();
  const store = useStore();
  const words = tableOf(app).filter.value.words.join(' ');
  /** The words that were searched, and what the server has answered. */
  const answer = useSignal<
    { words: string; found?: SearchResponse; problem?: string } | undefined
  >(undefined);
  const [first] = objects;
  if (first === undefined) {
    return null;
  }
  const keys = objects.reduce((sum, { lazyCount }) => sum + lazyCount, 0);
  const search = async (): Promise<void> => {
    answer.value = { words };
    try {
      const found = await app.server.search(store, words);
      answer.value = { words, found };
    } catch (error) {
      answer.value = { words, problem: (error as Error).message };
    }
  };
  const current = answer.value?.words === words ? answer.value : undefined;
  return (
    <div class="unsearched" role="status">
      {objects.length === 1
        ? t.variables.unsearched(formatNumber(keys), printablePath(first.path))
        : t.variables.unsearchedMaps(
            formatNumber(keys),
            formatNumber(objects.length),
          )}{' '}
      {current === undefined ? (
        words !== '' && (
          <button type="button" onClick={() => void search()}>
            {t.variables.askServer}
          </button>
        )
      ) : current.found === undefined ? (
        (current.problem ?? t.variables.searching)
      ) : (
        <Found {...current.found} />
      )}
    </div>
  );
}

function Found({ paths, isTruncated }: SearchResponse): JSX.Element {
  const app = useApp();
  const store = useStore();
  const count = formatNumber(paths.length);
  return (
    <>
      <b>
        {paths.length === 0
          ? t.variables.foundNone
          : isTruncated
            ? t.variables.foundMore(count)
            : t.variables.found(count)}
      </b>
      <ul>
        {paths.map((path) => (
          <li key={pathKey(path)}>
            <button
              type="button"
              class="plain"
              onClick={() => {
                void app.server.openBranch(store, path).catch(() => {});
                app.view.openDetails(pathKey(path));
              }}
            >
              <bdi>{printablePath(path)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
