import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ViewState } from '../view-state.js';

/** As much of a browser's tab as the view uses. */
class Tab {
  entries: { state: unknown; hash: string }[] = [{ state: null, hash: '' }];
  at = 0;
  stored: string | null = null;
  private readonly travelling: (() => void)[] = [];
  private listener: ((event: { state: unknown }) => void) | undefined;

  constructor(hash: string) {
    this.entries[0]!.hash = hash;
    const { entries } = this;
    vi.stubGlobal('addEventListener', (_: string, listener: () => void) => {
      this.listener = listener;
    });
    vi.stubGlobal('localStorage', {
      getItem: () => this.stored,
      setItem: (_: string, text: string) => (this.stored = text),
    });
    vi.stubGlobal('location', this);
    vi.stubGlobal('history', {
      pushState: (state: unknown, _: string, url: string) => {
        entries.splice(this.at + 1);
        this.at = entries.push({ state, hash: hashOf(url) }) - 1;
      },
      replaceState: (state: unknown, _: string, url: string) => {
        entries[this.at] = { state, hash: hashOf(url) };
      },
      back: () => this.travelling.push(() => this.go(-1)),
      get state() {
        return tab.entries[tab.at]!.state;
      },
    });
  }

  readonly pathname = '/debug/vars/ui';
  readonly search = '';

  get hash(): string {
    return this.entries[this.at]!.hash;
  }

  /** What a page asks for with \`history.back()\` comes later. */
  settle(): void {
    for (const travel of this.travelling.splice(0)) {
      travel();
    }
  }

  go(by: number): void {
    this.at += by;
    this.listener?.({ state: this.entries[this.at]!.state });
  }

  /** In the address bar. */
  edit(hash: string): void {
    this.entries.splice(this.at + 1);
    this.at = this.entries.push({ state: null, hash }) - 1;
    this.listener?.({ state: null });
  }
}

function hashOf(url: string): string {
  return url.startsWith('#') ? url : '';
}

let tab: Tab;

function open(hash = ''): ViewState {
  const stored = tab.stored;
  tab = new Tab(hash);
  tab.stored = stored;
  return new ViewState('/debug/vars/ui');
}

beforeEach(() => {
  tab = new Tab('');
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('the pins of a link are shown, and the own ones kept', () => {
  open().togglePin('mine');
  const linked = open('#pin=busy&range=10');
  expect([...linked.now.pins]).toEqual(['busy']);
  linked.set({ theme: 'dark' });
  linked.togglePin('more');
  linked.togglePin('busy');
  expect([...linked.now.pins]).toEqual(['more']);
  const { pins, range, theme } = open().now;
  expect([...pins]).toEqual(['mine', 'more']);
  expect([range, theme]).toEqual([5, 'dark']);
});

test('Back closes the drawer, and keeps what was chosen meanwhile', () => {
  const view = open('#filter=a');
  view.set({ open: 'n' });
  expect(tab.entries).toHaveLength(2);
  view.set({ open: 'm', filter: 'b' });
  expect(tab.entries).toHaveLength(2);
  tab.go(-1);
  expect(view.now).toMatchObject({ open: undefined, filter: 'b' });
  expect(tab.hash).toBe('#filter=b&range=5');
  tab.go(1);
  expect(view.now.open).toBe('m');
});

test('closing the drawer leaves its entry', () => {
  const view = open();
  view.set({ open: 'n' });
  view.set({ open: undefined });
  view.set({ filter: 'late' });
  tab.settle();
  expect(tab.at).toBe(0);
  expect(tab.hash).toBe('#filter=late&range=5');
  expect(view.now.open).toBeUndefined();
});

test('another drawer may open before that of the last is left', () => {
  const view = open();
  view.set({ open: 'n' });
  view.set({ open: undefined });
  view.set({ open: 'm' });
  tab.settle();
  expect(view.now.open).toBe('m');
  expect([tab.at, tab.hash]).toEqual([1, '#var=m&range=5']);
});

test('closing the drawer of a link leaves the page where it is', () => {
  const view = open('#var=n');
  view.set({ open: undefined });
  tab.settle();
  expect(tab.entries).toEqual([{ state: 'page', hash: '' }]);
});

test('a link that is pasted says all that is shown', () => {
  const view = open();
  view.set({ filter: 'tick', show: 'changing', sort: 'value', range: 10 });
  tab.edit('#var=cache&range=5');
  expect(view.now).toMatchObject({
    open: 'cache',
    filter: '',
    show: 'all',
    sort: undefined,
    range: 5,
  });
  expect(open().now.range).toBe(10);
});

test('what changes is sorted by how fast, until the reader sorts', () => {
  const view = open();
  expect(view.order).toEqual({ sort: 'name', descending: false });
  view.set({ show: 'changing' });
  expect(view.order).toEqual({ sort: 'rate', descending: true });
  view.set({ sort: 'name', descending: false });
  expect(view.order).toEqual({ sort: 'name', descending: false });
  expect(open(tab.hash).order.sort).toBe('name');
});
