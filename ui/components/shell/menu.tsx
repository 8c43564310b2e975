import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';

/** A button that opens a small window below it. */
export function Menu({
  label,
  title,
  class: className = '',
  children,
}: {
  /** The content of the button. */
  label: ComponentChildren;
  /** The name of the button, if its content is only an icon. */
  title?: string;
  class?: string;
  children: (close: () => void) => ComponentChildren;
}): JSX.Element {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const close = (): void => {
    isOpen.value = false;
    root.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!isOpen.value) {
      return;
    }
    const onPointer = ({ target }: Event): void => {
      if (!root.current?.contains(target as Node)) {
        isOpen.value = false;
      }
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen.value]);
  return (
    <div
      class="menu"
      ref={root}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen.value) {
          event.preventDefault();
          close();
        }
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget && !root.current?.contains(relatedTarget as Node)) {
          isOpen.value = false;
        }
      }}
    >
      <button
        type="button"
        class={className}
        aria-expanded={isOpen.value}
        aria-label={title}
        title={title}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {label}
      </button>
      {isOpen.value && <div class="menu-window">{children(close)}</div>}
    </div>
  );
}
