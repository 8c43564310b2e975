// Canvases use the colours of the style sheet, which depend on the theme and on
// the colours that the system may force.

let colors = new Map<string, string>();
const listeners = new Set<() => void>();

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

export function onThemeChange(listener: () => void): void {
  listeners.add(listener);
}

export type Theme = 'auto' | 'light' | 'dark';

export function useTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  resetColors();
}

function resetColors(): void {
  colors = new Map();
  for (const listener of listeners) {
    listener();
  }
}

for (const query of [
  '(prefers-color-scheme: dark)',
  '(forced-colors: active)',
]) {
  matchMedia(query).addEventListener('change', resetColors);
}
