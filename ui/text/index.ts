import { signal } from '@preact/signals-core';
import { en, type Text } from './en.js';
import { zh } from './zh.js';

export type { Text } from './en.js';

const current = signal<Text>(en);

/** The texts in the current language. Readers are notified when it changes. */
export const t: Text = new Proxy(en, {
  get: (_, name) => current.value[name as keyof Text],
});

/**
 * Chooses the language.
 *
 * @param tags of languages in the order of preference, such as `zh-CN`
 * @returns the locale for numbers and times
 */
export function useLanguage(tags: readonly string[]): string {
  const tag = tags.find((tag) => /^(?:en|zh)\b/i.test(tag)) ?? 'en';
  const isChinese = tag.toLowerCase().startsWith('zh');
  current.value = isChinese ? zh : en;
  return isChinese ? 'zh-CN' : tag;
}
