import type { JSX } from 'preact';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Icon } from './icons.js';

export function Notices(): JSX.Element {
  const app = useApp();
  return (
    <div id="notices" role="status">
      {app.notices.value.map(
        ({ id, tone, text, detail, buttons = [], isClosable = true }) => (
          <div key={id} class="notice" data-level={tone}>
            {tone !== 'info' && <Icon name={tone} />}
            <span>{text()}</span>
            {detail && <code>{detail}</code>}
            {buttons.map(({ label, onClick }) => (
              <button key={label()} type="button" onClick={onClick}>
                {label()}
              </button>
            ))}
            {isClosable && (
              <button
                type="button"
                class="icon plain notice-close"
                aria-label={t.shell.dismiss}
                onClick={() => app.dismiss(id)}
              >
                <Icon name="close" />
              </button>
            )}
          </div>
        ),
      )}
    </div>
  );
}
