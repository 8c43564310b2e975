import type { AppState } from '../../state/app-state.js';
import type { Minutes, Tab } from '../../state/view.js';

/** The second key of a sequence must follow within this time, in ms. */
const SEQUENCE_MS = 1500;

const TAB_KEYS: Readonly<Record<string, Tab>> = {
  o: 'overview',
  h: 'http',
  m: 'methods',
  v: 'variables',
  e: 'events',
};

const RANGE_KEYS: Readonly<Record<string, Minutes>> = { 1: 1, 5: 5, 0: 10 };

/** Handles the keys that work everywhere except in a field. */
export function handleKeys(app: AppState, showHelp: () => void): void {
  let sequenceAt = 0;
  addEventListener('keydown', (event) => {
    const { key, target } = event;
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
    if (key === 'Escape') {
      if (app.escape()) {
        event.preventDefault();
      }
      return;
    }
    if ((target as Element).matches('input, select, textarea')) {
      return;
    }
    const isSecond = event.timeStamp - sequenceAt < SEQUENCE_MS;
    sequenceAt = key === 'g' ? event.timeStamp : -SEQUENCE_MS;
    const tab = isSecond ? TAB_KEYS[key] : undefined;
    const range = RANGE_KEYS[key];
    if (tab !== undefined) {
      app.view.show(tab);
    } else if (range !== undefined) {
      app.view.setRange(range);
    } else if (key === '/') {
      focusFilter(app);
    } else if (key === 'p') {
      app.togglePause();
    } else if (key === 'a') {
      app.toggleReference();
    } else if (key === '?') {
      showHelp();
    } else {
      return;
    }
    event.preventDefault();
  });
}

function focusFilter(app: AppState): void {
  if (app.view.tab.peek() !== 'variables') {
    app.view.show('variables');
  }
  // The field exists after the next drawing of the page.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLInputElement>('#filter');
      field?.focus();
      field?.select();
    }),
  );
}
