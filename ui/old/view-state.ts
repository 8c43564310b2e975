import type { Language } from './text.js';
import type { Theme } from './theme.js';

export type Tab = 'all' | 'changing' | 'pinned' | 'failing' | 'overLimit';
export type Column = 'name' | 'kind' | 'value' | 'rate' | 'source';
export type Minutes = 1 | 5 | 10;

export const TABS: readonly Tab[] = [
  'all',
  'changing',
  'pinned',
  'failing',
  'overLimit',
];
export const RANGES: readonly Minutes[] = [1, 5, 10];
const COLUMNS: readonly Column[] = ['name', 'kind', 'value', 'rate', 'source'];

interface View {
  range: Minutes;
  filter: string;
  tab: Tab;
  /** Undefined until the user sorts. */
  sort: Column | undefined;
  descending: boolean;
  /** Keys of paths, in the order in which they were pinned. */
  pins: ReadonlySet<string>;
  theme: Theme;
  language: Language;
  /** The key of the variable whose details are open. */
  open: string | undefined;
}

/** Kept in the browser's local storage. */
type StoredSettings = Pick<View, 'range' | 'pins' | 'theme' | 'language'>;

const DEFAULTS: Omit<View, keyof StoredSettings> = {
  filter: '',
  tab: 'all',
  sort: undefined,
  descending: false,
  open: undefined,
};

/** The most characters of pins in a URL. Some programs cut longer URLs. */
const MAX_PINS_LENGTH = 1500;

/** The `state` of entries in the browser's history. */
const PAGE_ENTRY = 'page';
const DRAWER_ENTRY = 'drawer';

/**
 * The choices of the user. The URL holds those that a shared link shows, and
 * local storage holds the settings. A link does not change the settings.
 */
export class ViewState {
  private settings: StoredSettings = {
    range: 5,
    pins: new Set(),
    theme: 'auto',
    language: 'auto',
  };
  private view: View;
  /** The current entry of the browser's history. */
  private entry: unknown;
  /** The drawer is closed, and `history.back()` has not taken effect yet. */
  private isLeavingDrawerEntry = false;
  private readonly listeners: ((changed: Partial<View>) => void)[] = [];
  private readonly storageKey: string;

  constructor(base: string) {
    this.storageKey = `nestjs-expvar:${base}`;
    this.settings = { ...this.settings, ...this.readSettings() };
    this.view = { ...DEFAULTS, ...this.settings, ...parseHash() };
    this.entry = history.state === DRAWER_ENTRY ? DRAWER_ENTRY : PAGE_ENTRY;
    this.updateUrl(false);
    addEventListener('popstate', ({ state }) => this.onPopState(state));
  }

  get current(): Readonly<View> {
    return this.view;
  }

  /** The order of rows. Until the user sorts, it depends on the tab. */
  get order(): { sort: Column; descending: boolean } {
    const { sort, descending, tab } = this.view;
    if (sort !== undefined) {
      return { sort, descending };
    }
    return tab === 'changing'
      ? { sort: 'rate', descending: true }
      : { sort: 'name', descending: false };
  }

  onChange(listener: (changed: Partial<View>) => void): void {
    this.listeners.push(listener);
  }

  set(changed: Partial<Omit<View, 'pins'>>): void {
    const { range, theme, language } = { ...this.settings, ...changed };
    this.storeSettings({ range, theme, language });
    this.change(
      changed,
      changed.open !== undefined && this.view.open === undefined,
    );
  }

  togglePin(key: string): void {
    const isPinned = !this.view.pins.has(key);
    // The other pins of a link are shown and not stored.
    this.storeSettings({ pins: withPin(this.settings.pins, key, isPinned) });
    this.change({ pins: withPin(this.view.pins, key, isPinned) }, false);
  }

  private change(changed: Partial<View>, opensDrawer: boolean): void {
    this.view = { ...this.view, ...changed };
    this.updateUrl(opensDrawer);
    for (const listener of this.listeners) {
      listener(changed);
    }
  }

  private updateUrl(opensDrawer: boolean): void {
    if (this.isLeavingDrawerEntry) {
      return;
    }
    try {
      if (opensDrawer) {
        history.pushState(DRAWER_ENTRY, '', this.toUrl());
      } else if (this.view.open === undefined && this.entry === DRAWER_ENTRY) {
        this.isLeavingDrawerEntry = true;
        history.back();
        return;
      } else {
        history.replaceState(this.entry, '', this.toUrl());
      }
      this.entry = history.state;
    } catch {
      // Browsers limit the number of changes in 30 seconds.
    }
  }

  private onPopState(state: unknown): void {
    const { entry: previous, isLeavingDrawerEntry } = this;
    this.entry = state === DRAWER_ENTRY ? DRAWER_ENTRY : PAGE_ENTRY;
    this.isLeavingDrawerEntry = false;
    if (
      isLeavingDrawerEntry ||
      (previous === DRAWER_ENTRY && state === PAGE_ENTRY)
    ) {
      // Back only closes the drawer; later choices stay.
      const open = isLeavingDrawerEntry ? this.view.open : undefined;
      this.view.open = undefined;
      this.change({ open }, open !== undefined);
      return;
    }
    const { range, pins } = this.settings;
    this.change({ ...DEFAULTS, range, pins, ...parseHash() }, false);
  }

  private toUrl(): string {
    const { open, filter, range, tab, sort, descending, pins } = this.view;
    const parts: string[] = [];
    if (open !== undefined) {
      parts.push(`var=${open}`);
    }
    if (filter !== '') {
      parts.push(`filter=${encodeURIComponent(filter)}`);
    }
    if (tab !== 'all') {
      parts.push(`show=${tab}`);
    }
    if (sort !== undefined) {
      parts.push(`sort=${descending ? '-' : ''}${sort}`);
    }
    const pinned = [...pins].join(',');
    if (pins.size > 0 && pinned.length <= MAX_PINS_LENGTH) {
      parts.push(`pin=${pinned}`);
    }
    if (range !== 5 || parts.length > 0) {
      // The user who opens the link may have stored another range.
      parts.push(`range=${range}`);
    }
    return parts.length === 0
      ? `${location.pathname}${location.search}`
      : `#${parts.join('&')}`;
  }

  private readSettings(): Partial<StoredSettings> {
    try {
      const stored = JSON.parse(
        localStorage.getItem(this.storageKey) ?? '{}',
      ) as Record<string, unknown>;
      const { theme, language, pins } = stored;
      return {
        ...parseRange(String(stored['range'])),
        ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
        ...(language === 'en' || language === 'zh' ? { language } : {}),
        ...(Array.isArray(pins) ? { pins: new Set(pins.map(String)) } : {}),
      };
    } catch {
      // Local storage may be disabled.
      return {};
    }
  }

  private storeSettings(changed: Partial<StoredSettings>): void {
    this.settings = { ...this.settings, ...changed };
    try {
      localStorage.setItem(
        this.storageKey,
        JSON.stringify({ ...this.settings, pins: [...this.settings.pins] }),
      );
    } catch {
      // Local storage may be full or disabled.
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

function parseHash(): Partial<View> {
  const view: Partial<View> = {};
  for (const part of location.hash.slice(1).split('&')) {
    const at = part.indexOf('=');
    const text = part.slice(at + 1);
    switch (part.slice(0, at)) {
      case 'var':
        view.open = text;
        break;
      case 'filter':
        view.filter = decodeText(text);
        break;
      case 'range':
        Object.assign(view, parseRange(text));
        break;
      case 'show':
        view.tab = TABS.find((tab) => tab === text) ?? 'all';
        break;
      case 'sort': {
        const descending = text.startsWith('-');
        const name = descending ? text.slice(1) : text;
        view.sort = COLUMNS.find((column) => column === name) ?? 'name';
        view.descending = descending;
        break;
      }
      case 'pin':
        view.pins = new Set(
          text
            .slice(0, MAX_PINS_LENGTH)
            .split(',')
            .filter((key) => key !== ''),
        );
        break;
      default:
    }
  }
  return view;
}

function parseRange(text: string): { range?: Minutes } {
  const range = RANGES.find((minutes) => String(minutes) === text);
  return range === undefined ? {} : { range };
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
