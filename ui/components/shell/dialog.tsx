import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text/index.js';
import { Icon } from './icons.js';

/** A modal window that is open while it is drawn. */
export function Dialog({
  id,
  title,
  tools,
  onClose,
  children,
}: {
  readonly id: string;
  readonly title: string;
  /** Stands beside the title. */
  readonly tools?: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog
      ref={dialog}
      id={id}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      onClick={({ target }) => {
        // The content covers the dialog, and not what is around it.
        if (target === dialog.current) {
          dialog.current?.close();
        }
      }}
    >
      <div class="dialog-content">
        <header>
          <h2 id={`${id}-title`}>{title}</h2>
          {tools}
          <form method="dialog">
            <button class="icon plain" aria-label={t.shell.close}>
              <Icon name="close" />
            </button>
          </form>
        </header>
        {children}
      </div>
    </dialog>
  );
}
