export interface KeyActions {
  filter(): void;
  pause(): void;
  range(minutes: 1 | 5 | 10): void;
  /** Closes what is open; false where nothing is. */
  escape(): boolean;
  help(): void;
  table(): void;
}

/** The keys that work wherever the focus is, but in a field. */
export function listenToKeys(actions: KeyActions): void {
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
    const inField = target.matches('input, select, textarea');
    if (event.key === 'Escape') {
      if (actions.escape()) {
        event.preventDefault();
      }
      return;
    }
    if (inField) {
      return;
    }
    switch (event.key) {
      case '/':
        actions.filter();
        break;
      case 'p':
        actions.pause();
        break;
      case '1':
        actions.range(1);
        break;
      case '5':
        actions.range(5);
        break;
      case '0':
        actions.range(10);
        break;
      case '?':
        actions.help();
        break;
      case 'ArrowDown':
      case 'PageDown':
      case 'Home':
      case 'End':
        if (target !== document.body || !/Arrow/.test(event.key)) {
          return;
        }
        actions.table();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
