import { Fragment, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text/index.js';
import { Icon } from './icons.js';

export function HelpDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog
      class="help"
      ref={dialog}
      onClose={onClose}
      aria-labelledby="help-title"
      onClick={({ target }) => {
        if (target === dialog.current) {
          dialog.current?.close();
        }
      }}
    >
      <div class="dialog-content">
        <div class="dialog-head">
          <h2 id="help-title">{t.shell.shortcuts}</h2>
          <form method="dialog">
            <button class="icon plain" aria-label={t.shell.close}>
              <Icon name="close" />
            </button>
          </form>
        </div>
        <dl class="keys">
          {t.shell.keys.map(([keys, description]) => (
            <Fragment key={keys}>
              <dt>
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{description}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
