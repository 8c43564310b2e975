/** The row of a table that an event happened in; it has a `data-key`. */
export function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-key]')
    : null;
}

export function focusRow(key: string): void {
  document
    .querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"] button`)
    ?.focus();
}

/** Moves the focus to the button of another row, which scrolls to it. */
export function moveFocus(event: KeyboardEvent): void {
  const row = rowOf(event.target);
  const rows = row?.parentElement?.children;
  const next = {
    ArrowDown: row?.nextElementSibling,
    ArrowUp: row?.previousElementSibling,
    Home: rows?.[0],
    End: rows?.[rows.length - 1],
  }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    next?.querySelector('button')?.focus();
  }
}
