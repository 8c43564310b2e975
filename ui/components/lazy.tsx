import { signal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';
import { t } from '../text/index.js';
import { useApp } from './app-context.js';

type Later = typeof import('./later.js');

const later = signal<Later | undefined>(undefined);
const hasFailed = signal(false);
let loading: Promise<Later> | undefined;

/**
 * Loads what the first drawing of the page does not need.
 *
 * @throws {Error} if that failed; the next call tries again
 */
export function loadLater(): Promise<Later> {
  loading ??= import('./later.js').then(
    (loaded) => (later.value = loaded),
    (error: unknown) => {
      loading = undefined;
      hasFailed.value = true;
      throw error;
    },
  );
  return loading;
}

/** Returns a component that is loaded before it is drawn for the first time. */
export function lazy<Props extends object>(
  select: (loaded: Later) => FunctionComponent<Props>,
): FunctionComponent<Props> {
  return (props) => {
    const loaded = later.value;
    if (loaded !== undefined) {
      const Component = select(loaded);
      return <Component {...props} />;
    }
    loadLater().catch(() => {});
    return hasFailed.value ? <NotLoaded /> : null;
  };
}

/** The process may have another version of the page now. */
function NotLoaded(): JSX.Element {
  const { server } = useApp();
  return (
    <p class="empty" role="status">
      {t.shell.notLoaded}{' '}
      <button type="button" onClick={() => server.reload()}>
        {t.shell.reload}
      </button>
    </p>
  );
}
