import { batch, computed, signal, type Signal } from '@preact/signals-core';

export const TABS = [
  'overview',
  'http',
  'methods',
  'variables',
  'events',
] as const;
export type Tab = (typeof TABS)[number];

export const RANGES = [1, 5, 10] as const;
export type Minutes = (typeof RANGES)[number];

const DEFAULT_RANGE: Minutes = 5;

export const SEGMENTS = [
  'all',
  'changed',
  'pinned',
  'failing',
  'overLimit',
  'failedEarlier',
] as const;
/** The part of the variables that the table shows. */
export type VariableSegment = (typeof SEGMENTS)[number];

export type Language = 'auto' | 'en' | 'zh';
export type Theme = 'auto' | 'light' | 'dark';

/** Wall times in ms. */
export interface Zoom {
  readonly from: number;
  readonly to: number;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** The part of a browser that keeps the choices of the user. */
export interface Browser {
  /** The part of the URL after `#`. */
  readHash(): string;
  /** @param isNewEntry adds an entry to the history of the browser */
  writeHash(hash: string, isNewEntry: boolean): void;
  readSettings(): string | null;
  writeSettings(json: string): void;
}

/** The most characters of pins in a URL. Some programs cut longer URLs. */
const MAX_PINS_LENGTH = 1500;

/** A longer time has too many labels on the axis. */
const MAX_ZOOM_MS = 24 * 3_600_000;

const NO_PINS: ReadonlySet<string> = new Set();

/**
 * The choices of the user. The URL holds those that a shared link shows, and the
 * browser's storage holds the settings. A link does not change the settings.
 */
export class View {
  readonly tab: Signal<Tab> = signal('overview');
  readonly range: Signal<Minutes> = signal(DEFAULT_RANGE);
  readonly zoom: Signal<Zoom | undefined> = signal(undefined);
  /** The reference time A, by the wall clock. */
  readonly reference: Signal<number | undefined> = signal(undefined);
  /** The key of the path of the open variable, route or method. */
  readonly open: Signal<string | undefined> = signal(undefined);
  readonly filter = signal('');
  /** The order of the table of the current tab. Undefined: its usual order. */
  readonly sort: Signal<Sort | undefined> = signal(undefined);
  readonly segment: Signal<VariableSegment> = signal('all');
  /** Keys of paths, in the order in which they were pinned. */
  readonly pins: Signal<ReadonlySet<string>> = signal(NO_PINS);
  /** The pins that have a chart of their own. In the URL they begin with `+`. */
  readonly alone: Signal<ReadonlySet<string>> = signal(NO_PINS);
  readonly theme: Signal<Theme> = signal('auto');
  readonly language: Signal<Language> = signal('auto');
  /** The part of the URL after `#` for what is shown. */
  readonly hash = computed(() => this.toHash());
  /** True if the next URL becomes another entry in the browser's history. */
  private isNewEntry = false;
  private settings: {
    range: Minutes;
    pins: ReadonlySet<string>;
    theme: Theme;
    language: Language;
  };

  constructor(private readonly browser: Browser) {
    this.settings = {
      range: DEFAULT_RANGE,
      pins: NO_PINS,
      theme: 'auto',
      language: 'auto',
      ...parseSettings(browser.readSettings()),
    };
    this.theme.value = this.settings.theme;
    this.language.value = this.settings.language;
    this.readUrl();
  }

  /** Shows what the URL says, such as after the user went back. */
  readUrl(): void {
    const url = new Map(
      this.browser
        .readHash()
        .split('&')
        .map((part) => {
          const at = part.indexOf('=');
          return [part.slice(0, at), part.slice(at + 1)] as const;
        }),
    );
    batch(() => this.useUrl(url));
  }

  private useUrl(url: ReadonlyMap<string, string>): void {
    const sort = url.get('sort');
    const [from, to] = (url.get('zoom') ?? '').split('-').map(Number);
    const reference = Number(url.get('a') ?? NaN);
    this.tab.value = oneOf(TABS, url.get('tab')) ?? 'overview';
    this.range.value = toMinutes(url.get('range')) ?? this.settings.range;
    this.zoom.value =
      isTime(from) && isTime(to) && from < to && to - from <= MAX_ZOOM_MS
        ? { from, to }
        : undefined;
    this.reference.value = isTime(reference) ? reference : undefined;
    this.open.value = url.get('open');
    this.filter.value = decodeText(url.get('filter') ?? '');
    this.segment.value = oneOf(SEGMENTS, url.get('show')) ?? 'all';
    this.sort.value = sort
      ? {
          column: decodeText(sort.replace(/^-/, '')),
          descending: sort.startsWith('-'),
        }
      : undefined;
    const pins = url.get('pin')?.slice(0, MAX_PINS_LENGTH).split(',');
    this.pins.value = pins
      ? toPins(pins.map((key) => key.replace(/^\+/, '')))
      : this.settings.pins;
    this.alone.value = toPins(
      (pins ?? [])
        .filter((key) => key.startsWith('+'))
        .map((key) => key.slice(1)),
    );
  }

  /** Must be called when the hash has changed. */
  writeUrl(): void {
    this.browser.writeHash(this.hash.peek(), this.isNewEntry);
    this.isNewEntry = false;
  }

  /** Shows a tab, and there a variable, route or method. */
  show(tab: Tab, open?: string): void {
    this.change(true, () => {
      if (tab !== this.tab.peek()) {
        this.sort.value = undefined;
      }
      this.tab.value = tab;
      this.open.value = open;
    });
  }

  /** Opens the details of a variable, route or method, or closes them. */
  openDetails(key: string | undefined): void {
    const opens = key !== undefined && this.open.peek() === undefined;
    this.change(opens, () => {
      this.open.value = key;
    });
  }

  togglePin(key: string): void {
    const isPinned = !this.pins.peek().has(key);
    // The other pins of a link are shown and not stored.
    this.store({ pins: withPin(this.settings.pins, key, isPinned) });
    this.pins.value = withPin(this.pins.peek(), key, isPinned);
  }

  /** Moves a pin one place forward. */
  movePin(key: string): void {
    const keys = [...this.pins.peek()];
    const at = keys.indexOf(key);
    if (at > 0) {
      keys.splice(at - 1, 2, key, keys[at - 1]!);
      this.pins.value = new Set(keys);
      this.store({ pins: this.pins.peek() });
    }
  }

  /** Moves a pin to a separate chart, or back to the chart of its unit. */
  toggleAlone(key: string): void {
    const { alone } = this;
    alone.value = withPin(alone.peek(), key, !alone.peek().has(key));
  }

  setRange(range: Minutes): void {
    this.range.value = range;
    this.store({ range });
  }

  setTheme(theme: Theme): void {
    this.theme.value = theme;
    this.store({ theme });
  }

  setLanguage(language: Language): void {
    this.language.value = language;
    this.store({ language });
  }

  private change(isNewEntry: boolean, apply: () => void): void {
    this.isNewEntry = isNewEntry;
    batch(apply);
    this.isNewEntry = false;
  }

  private store(changed: Partial<typeof this.settings>): void {
    this.settings = { ...this.settings, ...changed };
    const { pins } = this.settings;
    this.browser.writeSettings(
      JSON.stringify({ ...this.settings, pins: [...pins] }),
    );
  }

  private toHash(): string {
    const zoom = this.zoom.value;
    const sort = this.sort.value;
    const alone = this.alone.value;
    const pinned = [...this.pins.value]
      .map((key) => (alone.has(key) ? `+${key}` : key))
      .join(',');
    const reference = this.reference.value;
    const parts = {
      tab: this.tab.value === 'overview' ? '' : this.tab.value,
      open: this.open.value ?? '',
      filter: encodeURIComponent(this.filter.value),
      show: this.segment.value === 'all' ? '' : this.segment.value,
      sort: sort
        ? `${sort.descending ? '-' : ''}${encodeURIComponent(sort.column)}`
        : '',
      zoom: zoom ? `${Math.round(zoom.from)}-${Math.round(zoom.to)}` : '',
      a: reference === undefined ? '' : String(Math.round(reference)),
      pin: pinned.length <= MAX_PINS_LENGTH ? pinned : '',
    };
    const entries = Object.entries(parts).filter(([, text]) => text !== '');
    const range = this.range.value;
    if (entries.length > 0 || range !== DEFAULT_RANGE) {
      // The user who opens the link may have stored another range.
      entries.push(['range', String(range)]);
    }
    return entries.map(([name, text]) => `${name}=${text}`).join('&');
  }
}

function parseSettings(json: string | null): {
  range?: Minutes;
  pins?: ReadonlySet<string>;
  theme?: Theme;
  language?: Language;
} {
  let stored: unknown;
  try {
    stored = JSON.parse(json ?? '');
  } catch {
    return {};
  }
  const { range, pins, theme, language } = Object(stored) as Record<
    string,
    unknown
  >;
  const minutes = toMinutes(range);
  return {
    ...(minutes && { range: minutes }),
    ...(Array.isArray(pins) && { pins: toPins(pins.map(String)) }),
    ...((theme === 'light' || theme === 'dark') && { theme }),
    ...((language === 'en' || language === 'zh') && { language }),
  };
}

function toMinutes(value: unknown): Minutes | undefined {
  return RANGES.find((minutes) => String(minutes) === String(value));
}

function toPins(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys.filter((key) => key !== ''));
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

function oneOf<Name extends string>(
  names: readonly Name[],
  text: string | undefined,
): Name | undefined {
  return names.find((name) => name === text);
}

function isTime(value: number | undefined): value is number {
  // Dates beyond this cannot be shown.
  return value !== undefined && value > 0 && value < 8.64e15;
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
