import type { Minutes } from './view-state.js';

export interface KeyActions {
  focusFilter(): void;
  togglePause(): void;
  setRange(minutes: Minutes): void;
  /**
   * Closes or clears the topmost open part.
   *
   * @returns false if nothing is open
   */
  escape(): boolean;
  showShortcuts(): void;
  focusTable(): void;
}

/** Handles the shortcuts that work wherever the focus is, except in a field. */
export function handleShortcuts(actions: KeyActions): void {
  addEventListener('keydown', (event) => {
    if (
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.isComposing ||
      document.querySelector('dialog[open]') !== null
    ) {
      return;
    }
    const target = event.target as Element;
    const isField = target.matches('input, select, textarea');
    if (event.key === 'Escape') {
      if (actions.escape()) {
        event.preventDefault();
      }
      return;
    }
    if (isField) {
      return;
    }
    switch (event.key) {
      case '/':
        actions.focusFilter();
        break;
      case 'p':
        actions.togglePause();
        break;
      case '1':
        actions.setRange(1);
        break;
      case '5':
        actions.setRange(5);
        break;
      case '0':
        actions.setRange(10);
        break;
      case '?':
        actions.showShortcuts();
        break;
      case 'ArrowDown':
        if (target !== document.body) {
          return;
        }
        actions.focusTable();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
