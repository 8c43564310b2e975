import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Icon } from './icons.js';

/** The details of the open row, beside its table. */
export function Panel({
  label,
  title,
  tools,
  children,
}: {
  readonly label: string;
  readonly title: ComponentChildren;
  /** Stands beside the title. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { view } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current!.focus({ preventScroll: true });
    return () => requestAnimationFrame(returnFocus);
  }, []);
  return (
    <aside class="panel card" id="drawer" aria-label={label}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {tools}
        <button
          type="button"
          class="plain icon"
          aria-label={t.shell.close}
          onClick={() => view.openDetails(undefined)}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}

/** Returns the focus to the table when the panel that had it is closed. */
function returnFocus(): void {
  if (document.activeElement === document.body) {
    document
      .querySelector<HTMLElement>(
        '#main [role=row][tabindex="0"], #main [role=row] [tabindex="0"]',
      )
      ?.focus({ preventScroll: true });
  }
}
