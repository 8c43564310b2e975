import { signal } from '@preact/signals-core';
import { en, type Text } from './en.js';

export type { Text } from './en.js';

const current = signal<Text>(en);
let wanted = 'en';

/** The texts in the current language. Readers are notified when it changes. */
export const t: Text = new Proxy(en, {
  get: (_, name) => current.value[name as keyof Text],
});

/**
 * Chooses the language. A language other than English is loaded first.
 *
 * @param tags of languages in the order of preference, such as `zh-CN`
 * @returns the locale for numbers and times
 */
export function useLanguage(tags: readonly string[]): string {
  const tag = tags.find((tag) => /^(?:en|zh)\b/i.test(tag)) ?? 'en';
  wanted = tag.slice(0, 2).toLowerCase();
  if (wanted === 'en') {
    current.value = en;
    return tag;
  }
  useChinese().catch(() => {
    // The texts stay English where the file cannot be loaded.
  });
  return 'zh-CN';
}

async function useChinese(): Promise<void> {
  const { zh } = await import('./zh.js');
  if (wanted === 'zh') {
    current.value = zh;
  }
}
