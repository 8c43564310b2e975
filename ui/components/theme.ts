import { effect, signal } from '@preact/signals';
import type { Theme } from '../state/view.js';

/**
 * Increases whenever the colours of the style sheet may have changed. A canvas
 * that reads it is drawn again.
 */
export const themeVersion = signal(0);

let colors = new Map<string, string>();

/** @param name a custom property of the style sheet, without the dashes */
export function color(name: string): string {
  let value = colors.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement)
      .getPropertyValue(`--${name}`)
      .trim();
    colors.set(name, value);
  }
  return value;
}

/** Gives the document the theme, now and whenever it changes. */
export function followTheme(theme: { readonly value: Theme }): void {
  const isDark = matchMedia('(prefers-color-scheme: dark)');
  const isForced = matchMedia('(forced-colors: active)');
  const apply = (): void => {
    document.documentElement.dataset['theme'] =
      theme.value === 'auto'
        ? isDark.matches
          ? 'dark'
          : 'light'
        : theme.value;
    colors = new Map();
    themeVersion.value = themeVersion.peek() + 1;
  };
  effect(apply);
  isDark.addEventListener('change', apply);
  isForced.addEventListener('change', apply);
}
