import type { JSX } from 'preact';
import { formatNumber, formatTime } from '../../state/format.js';
import type { AppState } from '../../state/app-state.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';

/** Tells whether the figures are live, and of what time they are otherwise. */
export function Connection(): JSX.Element {
  const app = useApp();
  const [status, text, title] = describe(app);
  const asOf = app.asOf.value;
  return (
    <span id="connection" data-status={status} title={title}>
      <i class="dot" />
      <span aria-hidden="true">
        {text}
        {asOf !== undefined && (
          <span class="as-of">{t.shell.asOf(formatTime(asOf))}</span>
        )}
      </span>
      {/* A screen reader must not announce every second of a countdown. */}
      <span class="visually-hidden" role="status">
        {STATUS_TEXT[status]()}
      </span>
    </span>
  );
}

const STATUS_TEXT = {
  snapshot: () => t.shell.snapshot,
  connecting: () => t.shell.connecting,
  live: () => t.shell.live,
  polling: () => t.shell.polling,
  paused: () => t.shell.paused,
  silent: () => t.shell.silentTitle,
  waiting: () => t.shell.waitingTitle,
  suspended: () => t.shell.suspended,
  replaced: () => t.shell.replaced,
  outdated: () => t.shell.outdated,
  refused: () => t.shell.refused,
};

type Status = keyof typeof STATUS_TEXT;

function describe(
  app: AppState,
): [status: Status, text: string, title?: string] {
  if (app.snapshotFile.value !== undefined) {
    return ['snapshot', t.shell.snapshot];
  }
  const state = app.connection.value;
  switch (state.status) {
    case 'waiting': {
      const ms = state.retryAt - app.clock.value;
      const seconds = Math.max(0, Math.ceil(ms / 1000));
      const text = state.isClosed
        ? t.shell.closed(seconds)
        : t.shell.reconnecting(seconds, state.attempt);
      return ['waiting', text, t.shell.waitingTitle];
    }
    case 'live':
    case 'polling':
      break;
    default:
      return [state.status, STATUS_TEXT[state.status]()];
  }
  const silentMs = app.silentMs.value;
  if (silentMs !== undefined) {
    const seconds = Math.round(silentMs / 1000);
    return ['silent', t.shell.silent(seconds), t.shell.silentTitle];
  }
  if (app.isPaused.value) {
    const seconds = Math.round(app.behindMs.value / 1000);
    return ['paused', t.shell.pausedBehind(formatNumber(seconds))];
  }
  if (state.status === 'live') {
    return ['live', t.shell.live];
  }
  return state.reason === 'full'
    ? ['polling', t.shell.pollingSlowly, t.shell.fullTitle]
    : ['polling', t.shell.polling, t.shell.bufferedTitle];
}
