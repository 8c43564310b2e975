import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { openFiles } from '../compare/load-files.js';
import { lazy } from '../lazy.js';
import { Icon } from '../shell/icons.js';
import { Menu } from '../shell/menu.js';

const ShareItems = lazy((later) => later.ShareItems);

/** Copies or saves what is shown, and opens what was saved. */
export function ShareMenu(): JSX.Element {
  const app = useApp();
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu
        label={
          <>
            <Icon name="share" />
            <span class="button-text">{t.shell.share}</span>
          </>
        }
        title={t.shell.share}
        class="share"
      >
        {(close) => (
          <ShareItems close={close} onOpen={() => file.current!.click()} />
        )}
      </Menu>
      <input
        ref={file}
        id="file"
        type="file"
        multiple
        hidden
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          openFiles(app, [...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
