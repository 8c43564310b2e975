import type { JSX } from 'preact';
import { formatDuration, formatTime } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { ShareMenu } from '../export/share-menu.js';
import { Connection } from './connection.js';
import { Icon } from './icons.js';
import { RangeButtons } from './range-buttons.js';
import { SettingsMenu } from './settings-menu.js';

export function TopBar({ onHelp }: { onHelp: () => void }): JSX.Element {
  return (
    <div class="top">
      <Identity />
      <Connection />
      <div class="controls">
        <ShownTime />
        <PauseButton />
        <ShareMenu />
        <SettingsMenu />
        <button
          type="button"
          class="icon help-button"
          aria-label={t.shell.help}
          title={t.shell.help}
          onClick={onHelp}
        >
          ?
        </button>
      </div>
    </div>
  );
}

function Identity(): JSX.Element {
  const store = useApp().drawn.value;
  if (store === undefined) {
    return <h1>expvar</h1>;
  }
  const { app, host, pid, node } = store.process;
  const name = printable(app, 80);
  const hostName = printable(host, 80);
  return (
    <>
      <h1 title={name}>{name}</h1>
      {/* A document that curl has saved does not name a process. */}
      {pid !== 0 && (
        <div class="facts">
          <span class="host" title={hostName}>
            {hostName}
          </span>
          <span>
            pid <b>{pid}</b>
          </span>
          <span class="node-version">
            Node <b>{printable(node, 20)}</b>
          </span>
          <span class="uptime">
            {t.shell.up} <b>{formatDuration(store.uptime)}</b>
          </span>
        </div>
      )}
    </>
  );
}

function ShownTime(): JSX.Element {
  const { view, goLive } = useApp();
  const zoom = view.zoom.value;
  if (zoom !== undefined) {
    return (
      <button
        type="button"
        class="zoomed with-icon"
        aria-pressed="true"
        title={t.shell.backToLive}
        onClick={goLive}
      >
        {formatTime(zoom.from)} – {formatTime(zoom.to)}
        <Icon name="close" />
        <span class="visually-hidden">{t.shell.backToLive}</span>
      </button>
    );
  }
  return <RangeButtons />;
}

function PauseButton(): JSX.Element | null {
  const app = useApp();
  const isPaused = app.isPaused.value;
  if (app.snapshotFile.value !== undefined) {
    return (
      <button type="button" id="pause" aria-pressed="true" onClick={app.goLive}>
        {t.shell.backToLive}
      </button>
    );
  }
  const text = isPaused ? t.shell.resume : t.shell.pause;
  return (
    <button
      type="button"
      id="pause"
      class="with-icon"
      aria-pressed={isPaused}
      title={text}
      onClick={app.togglePause}
    >
      <Icon name={isPaused ? 'play' : 'pause'} />
      <span class="button-text">{text}</span>
    </button>
  );
}
