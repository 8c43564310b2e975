import { Fragment, type JSX } from 'preact';
import { t } from '../../text/index.js';
import { Dialog } from './dialog.js';

export function HelpDialog({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog id="help" title={t.shell.shortcuts} onClose={onClose}>
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
    </Dialog>
  );
}
