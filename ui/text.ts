import { setAttribute, setText } from './dom.js';
import { useLocale } from './format.js';
import { printable } from './printable.js';
import { en, type Text } from './text/en.js';
import { zh } from './text/zh.js';

export type Language = 'auto' | 'en' | 'zh';

/** The texts in the current language. */
export let t: Text = en;

export function useLanguage(language: Language): void {
  const wanted =
    language === 'auto'
      ? navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))
      : language;
  t = wanted?.toLowerCase().startsWith('zh') === true ? zh : en;
  document.documentElement.lang = t.lang;
  useLocale(t === zh ? 'zh-CN' : englishLocale());
  translateDocument();
}

/** English-speaking countries write numbers and dates differently. */
function englishLocale(): string {
  return navigator.languages.find((tag) => /^en\b/i.test(tag)) ?? 'en';
}

/** Returns the name of a kind. An unknown kind is returned unchanged. */
export function kindText(kind: string): string {
  const kinds: Readonly<Record<string, string>> = t.kinds;
  return Object.hasOwn(kinds, kind) ? kinds[kind]! : printable(kind, 20);
}

type PlainTexts = {
  [Key in keyof Text as Text[Key] extends string ? Key : never]: string;
};

/** Fills in the texts that the HTML refers to in attributes. */
function translateDocument(): void {
  const texts: Record<string, string> = { ...(t as PlainTexts) };
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) {
    setText(element, texts[element.dataset['t'] ?? ''] ?? '');
  }
  for (const attribute of ['aria-label', 'title', 'placeholder']) {
    const name = `data-t-${attribute}`;
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = texts[element.getAttribute(name) ?? ''];
      setAttribute(element, attribute, text ?? null);
    }
  }
}
