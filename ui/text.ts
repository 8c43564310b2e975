import { setAttribute, setText } from './dom.js';
import { useLocale } from './format.js';
import { en, type Text } from './text/en.js';
import { zh } from './text/zh.js';

export type Language = 'auto' | 'en' | 'zh';

/** The texts of the language in use. */
export let t: Text = en;

export function useLanguage(language: Language): void {
  const wanted =
    language === 'auto'
      ? navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))
      : language;
  t = wanted?.toLowerCase().startsWith('zh') === true ? zh : en;
  document.documentElement.lang = t.lang;
  useLocale(t === zh ? 'zh-CN' : englishLocale());
  translate(document);
}

/** Of those who write English numbers in their own way. */
function englishLocale(): string {
  return navigator.languages.find((tag) => /^en\b/i.test(tag)) ?? 'en';
}

type Words = {
  [Key in keyof Text as Text[Key] extends string ? Key : never]: string;
};

/** Puts the texts where the document names them. */
export function translate(root: ParentNode): void {
  const words: Record<string, string> = { ...(t as Words) };
  for (const element of root.querySelectorAll<HTMLElement>('[data-t]')) {
    setText(element, words[element.dataset['t'] ?? ''] ?? '');
  }
  for (const attribute of ['aria-label', 'title', 'placeholder']) {
    const name = `data-t-${attribute}`;
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const word = words[element.getAttribute(name) ?? ''];
      setAttribute(element, attribute, word ?? null);
    }
  }
}
