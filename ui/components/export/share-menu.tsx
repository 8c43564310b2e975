import type { JSX } from 'preact';
import { t } from '../../text/index.js';
import { lazy } from '../lazy.js';
import { Icon } from '../shell/icons.js';
import { Menu } from '../shell/menu.js';

const ShareItems = lazy((later) => later.ShareItems);

/** Copies or saves what is shown, and opens what was saved. */
export function ShareMenu(): JSX.Element {
  return (
    <Menu
      label={
        <>
          <Icon name="share" />
          <span class="button-text">{t.shell.share}</span>
        </>
      }
      title={t.shell.share}
      class="share with-icon"
    >
      {(close) => <ShareItems close={close} />}
    </Menu>
  );
}
