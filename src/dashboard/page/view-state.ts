import type { Language } from './text.js';
import type { Theme } from './theme.js';

export type Show = 'all' | 'changing' | 'pinned' | 'failing';
export type Column = 'name' | 'kind' | 'value' | 'rate' | 'source';
export type Minutes = 1 | 5 | 10;

export const SHOWS: readonly Show[] = ['all', 'changing', 'pinned', 'failing'];
export const RANGES: readonly Minutes[] = [1, 5, 10];
const COLUMNS: readonly Column[] = ['name', 'kind', 'value', 'rate', 'source'];

interface Values {
  range: Minutes;
  filter: string;
  show: Show;
  sort: Column;
  descending: boolean;
  /** Keys of paths, in the order in which they were pinned. */
  pins: ReadonlySet<string>;
  theme: Theme;
  language: Language;
  /** The variable whose details are open. */
  open: string | undefined;
}

/** Longer ones would not survive being pasted. */
const MAX_PINS_IN_URL = 1500;

/**
 * What the reader has chosen. The URL has what another reader is to see too;
 * the browser keeps the rest, and the pins.
 */
export class ViewState {
  private values: Values = {
    range: 5,
    filter: '',
    show: 'all',
    sort: 'name',
    descending: false,
    pins: new Set(),
    theme: 'auto',
    language: 'auto',
    open: undefined,
  };
  private readonly listeners: ((changed: Partial<Values>) => void)[] = [];
  private readonly storageKey: string;

  constructor(base: string) {
    this.storageKey = `nestjs-expvar:${base}`;
    this.values = { ...this.values, ...this.stored(), ...fromHash() };
    addEventListener('hashchange', () => {
      this.set({ open: undefined, ...fromHash() });
    });
  }

  get now(): Readonly<Values> {
    return this.values;
  }

  onChange(listener: (changed: Partial<Values>) => void): void {
    this.listeners.push(listener);
  }

  set(changed: Partial<Values>): void {
    this.values = { ...this.values, ...changed };
    this.store();
    try {
      history.replaceState(null, '', this.toHash());
    } catch {
      // Browsers allow so many in half a minute, which a quick typist reaches.
    }
    for (const listener of this.listeners) {
      listener(changed);
    }
  }

  togglePin(key: string): void {
    const pins = new Set(this.values.pins);
    if (!pins.delete(key)) {
      pins.add(key);
    }
    this.set({ pins });
  }

  private toHash(): string {
    const { open, filter, range, show, sort, descending, pins } = this.values;
    const parts: string[] = [];
    if (open !== undefined) {
      parts.push(`var=${open}`);
    }
    if (filter !== '') {
      parts.push(`filter=${encodeURIComponent(filter)}`);
    }
    if (range !== 5) {
      parts.push(`range=${range}`);
    }
    if (show !== 'all') {
      parts.push(`show=${show}`);
    }
    if (sort !== 'name' || descending) {
      parts.push(`sort=${descending ? '-' : ''}${sort}`);
    }
    const pinned = `pin=${[...pins].join(',')}`;
    if (pins.size > 0 && pinned.length <= MAX_PINS_IN_URL) {
      parts.push(pinned);
    }
    return parts.length === 0
      ? `${location.pathname}${location.search}`
      : `#${parts.join('&')}`;
  }

  private stored(): Partial<Values> {
    try {
      const stored = JSON.parse(
        localStorage.getItem(this.storageKey) ?? '{}',
      ) as Record<string, unknown>;
      const { theme, language, pins } = stored;
      return {
        ...readRange(String(stored['range'])),
        ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
        ...(language === 'en' || language === 'zh' ? { language } : {}),
        ...(Array.isArray(pins) ? { pins: new Set(pins.map(String)) } : {}),
      };
    } catch {
      // Storage may be switched off.
      return {};
    }
  }

  private store(): void {
    const { theme, language, range, pins } = this.values;
    try {
      localStorage.setItem(
        this.storageKey,
        JSON.stringify({ theme, language, range, pins: [...pins] }),
      );
    } catch {
      // Full, or switched off; the URL has the most of it.
    }
  }
}

function fromHash(): Partial<Values> {
  const values: Partial<Values> = {};
  for (const part of location.hash.slice(1).split('&')) {
    const at = part.indexOf('=');
    const text = part.slice(at + 1);
    switch (part.slice(0, at)) {
      case 'var':
        values.open = text;
        break;
      case 'filter':
        values.filter = decoded(text);
        break;
      case 'range':
        Object.assign(values, readRange(text));
        break;
      case 'show':
        values.show = SHOWS.find((show) => show === text) ?? 'all';
        break;
      case 'sort': {
        const descending = text.startsWith('-');
        const name = descending ? text.slice(1) : text;
        values.sort = COLUMNS.find((column) => column === name) ?? 'name';
        values.descending = descending;
        break;
      }
      case 'pin':
        values.pins = new Set(text.split(',').filter((key) => key !== ''));
        break;
      default:
    }
  }
  return values;
}

function readRange(text: string): { range?: Minutes } {
  const range = RANGES.find((minutes) => String(minutes) === text);
  return range === undefined ? {} : { range };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
