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
  /** Undefined until the reader sorts. */
  sort: Column | undefined;
  descending: boolean;
  /** Keys of paths, in the order in which they were pinned. */
  pins: ReadonlySet<string>;
  theme: Theme;
  language: Language;
  /** The variable whose details are open. */
  open: string | undefined;
}

/** What the browser keeps. */
type Kept = Pick<Values, 'range' | 'pins' | 'theme' | 'language'>;

const UNCHOSEN: Omit<Values, keyof Kept> = {
  filter: '',
  show: 'all',
  sort: undefined,
  descending: false,
  open: undefined,
};

/** Longer ones would not survive being pasted. */
const MAX_PINS_IN_URL = 1500;

/** The states of the entries of the browser's history. */
const PAGE = 'page';
const DRAWER = 'drawer';

/**
 * What the reader has chosen. The URL has what another reader is to see too;
 * the browser keeps the rest, and the pins. A link changes none of what it
 * keeps.
 */
export class ViewState {
  private kept: Kept = {
    range: 5,
    pins: new Set(),
    theme: 'auto',
    language: 'auto',
  };
  private values: Values;
  /** Of the browser's history, the entry that is shown; one has the drawer. */
  private entry: unknown;
  /** The drawer was closed, and its entry is about to be left. */
  private isLeaving = false;
  private readonly listeners: ((changed: Partial<Values>) => void)[] = [];
  private readonly storageKey: string;

  constructor(base: string) {
    this.storageKey = `nestjs-expvar:${base}`;
    this.kept = { ...this.kept, ...this.stored() };
    this.values = { ...UNCHOSEN, ...this.kept, ...fromHash() };
    this.entry = history.state === DRAWER ? DRAWER : PAGE;
    this.write(false);
    addEventListener('popstate', ({ state }) => this.travelled(state));
  }

  get now(): Readonly<Values> {
    return this.values;
  }

  /** What changes is sorted by how fast, until the reader sorts. */
  get order(): { sort: Column; descending: boolean } {
    const { sort, descending, show } = this.values;
    if (sort !== undefined) {
      return { sort, descending };
    }
    return show === 'changing'
      ? { sort: 'rate', descending: true }
      : { sort: 'name', descending: false };
  }

  onChange(listener: (changed: Partial<Values>) => void): void {
    this.listeners.push(listener);
  }

  set(changed: Partial<Omit<Values, 'pins'>>): void {
    const { range, theme, language } = { ...this.kept, ...changed };
    this.keep({ range, theme, language });
    this.change(
      changed,
      changed.open !== undefined && this.values.open === undefined,
    );
  }

  togglePin(key: string): void {
    const isPinned = !this.values.pins.has(key);
    // Those that came with a link are shown, and not kept.
    this.keep({ pins: withPin(this.kept.pins, key, isPinned) });
    this.change({ pins: withPin(this.values.pins, key, isPinned) }, false);
  }

  private change(changed: Partial<Values>, opens: boolean): void {
    this.values = { ...this.values, ...changed };
    this.write(opens);
    for (const listener of this.listeners) {
      listener(changed);
    }
  }

  private write(opens: boolean): void {
    if (this.isLeaving) {
      return;
    }
    try {
      if (opens) {
        history.pushState(DRAWER, '', this.toHash());
      } else if (this.values.open === undefined && this.entry === DRAWER) {
        this.isLeaving = true;
        history.back();
        return;
      } else {
        history.replaceState(this.entry, '', this.toHash());
      }
      this.entry = history.state;
    } catch {
      // Browsers allow so many in half a minute, which a quick typist reaches.
    }
  }

  private travelled(state: unknown): void {
    const { entry: before, isLeaving } = this;
    this.entry = state === DRAWER ? DRAWER : PAGE;
    this.isLeaving = false;
    if (isLeaving || (before === DRAWER && state === PAGE)) {
      // What else was chosen since the drawer opened stays.
      const open = isLeaving ? this.values.open : undefined;
      this.values.open = undefined;
      this.change({ open }, open !== undefined);
      return;
    }
    const { range, pins } = this.kept;
    this.change({ ...UNCHOSEN, range, pins, ...fromHash() }, false);
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
    if (show !== 'all') {
      parts.push(`show=${show}`);
    }
    if (sort !== undefined) {
      parts.push(`sort=${descending ? '-' : ''}${sort}`);
    }
    const pinned = `pin=${[...pins].join(',')}`;
    if (pins.size > 0 && pinned.length <= MAX_PINS_IN_URL) {
      parts.push(pinned);
    }
    if (range !== 5 || parts.length > 0) {
      // The reader of a link has a range of their own.
      parts.push(`range=${range}`);
    }
    return parts.length === 0
      ? `${location.pathname}${location.search}`
      : `#${parts.join('&')}`;
  }

  private stored(): Partial<Kept> {
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

  private keep(kept: Partial<Kept>): void {
    this.kept = { ...this.kept, ...kept };
    try {
      localStorage.setItem(
        this.storageKey,
        JSON.stringify({ ...this.kept, pins: [...this.kept.pins] }),
      );
    } catch {
      // Full, or switched off; the URL has the most of it.
    }
  }
}

function withPin(
  pins: ReadonlySet<string>,
  key: string,
  isPinned: boolean,
): ReadonlySet<string> {
  const changed = new Set(pins);
  changed.delete(key);
  return isPinned ? changed.add(key) : changed;
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
