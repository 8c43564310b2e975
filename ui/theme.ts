// The colours of the canvases are those of the style sheet, which knows the
// theme and whether the system forces colours.

let colors = new Map<string, string>();
const listeners = new Set<() => void>();

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
  forget();
}

function forget(): void {
  colors = new Map();
  for (const listener of listeners) {
    listener();
  }
}

for (const query of [
  '(prefers-color-scheme: dark)',
  '(forced-colors: active)',
]) {
  matchMedia(query).addEventListener('change', forget);
}
