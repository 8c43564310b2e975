import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ViewState } from '../view-state.js';

/** The parts of a browser's tab that the view state uses. */
class FakeTab {
  entries: { state: unknown; hash: string }[] = [{ state: null, hash: '' }];
  at = 0;
  stored: string | null = null;
  private readonly pendingBacks: (() => void)[] = [];
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
      back: () => this.pendingBacks.push(() => this.go(-1)),
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

  /** A browser performs `history.back()` later. */
  performBack(): void {
    for (const goBack of this.pendingBacks.splice(0)) {
      goBack();
    }
  }

  go(by: number): void {
    this.at += by;
    this.listener?.({ state: this.entries[this.at]!.state });
  }

  editAddress(hash: string): void {
    this.entries.splice(this.at + 1);
    this.at = this.entries.push({ state: null, hash }) - 1;
    this.listener?.({ state: null });
  }
}

function hashOf(url: string): string {
  return url.startsWith('#') ? url : '';
}

let tab: FakeTab;

function open(hash = ''): ViewState {
  const stored = tab.stored;
  tab = new FakeTab(hash);
  tab.stored = stored;
  return new ViewState('/debug/vars/ui');
}

beforeEach(() => {
  tab = new FakeTab('');
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('shows the pins of a link and keeps the stored ones', () => {
  open().togglePin('mine');
  const linked = open('#pin=busy&range=10');
  expect([...linked.current.pins]).toEqual(['busy']);
  linked.set({ theme: 'dark' });
  linked.togglePin('more');
  linked.togglePin('busy');
  expect([...linked.current.pins]).toEqual(['more']);
  const { pins, range, theme } = open().current;
  expect([...pins]).toEqual(['mine', 'more']);
  expect([range, theme]).toEqual([5, 'dark']);
});

test('closes the drawer with Back and keeps the other choices', () => {
  const view = open('#filter=a');
  view.set({ open: 'n' });
  expect(tab.entries).toHaveLength(2);
  view.set({ open: 'm', filter: 'b' });
  expect(tab.entries).toHaveLength(2);
  tab.go(-1);
  expect(view.current).toMatchObject({ open: undefined, filter: 'b' });
  expect(tab.hash).toBe('#filter=b&range=5');
  tab.go(1);
  expect(view.current.open).toBe('m');
});

test('goes back in the history when the drawer is closed', () => {
  const view = open();
  view.set({ open: 'n' });
  view.set({ open: undefined });
  view.set({ filter: 'late' });
  tab.performBack();
  expect(tab.at).toBe(0);
  expect(tab.hash).toBe('#filter=late&range=5');
  expect(view.current.open).toBeUndefined();
});

test('opens another drawer before the browser has gone back', () => {
  const view = open();
  view.set({ open: 'n' });
  view.set({ open: undefined });
  view.set({ open: 'm' });
  tab.performBack();
  expect(view.current.open).toBe('m');
  expect([tab.at, tab.hash]).toEqual([1, '#var=m&range=5']);
});

test('stays on the page when the drawer of a link is closed', () => {
  const view = open('#var=n');
  view.set({ open: undefined });
  tab.performBack();
  expect(tab.entries).toEqual([{ state: 'page', hash: '' }]);
});

test('takes everything that is shown from a pasted link', () => {
  const view = open();
  view.set({ filter: 'tick', tab: 'changing', sort: 'value', range: 10 });
  tab.editAddress('#var=cache&range=5');
  expect(view.current).toMatchObject({
    open: 'cache',
    filter: '',
    tab: 'all',
    sort: undefined,
    range: 5,
  });
  expect(open().current.range).toBe(10);
});

test('sorts the tab Changing by rate until the user sorts', () => {
  const view = open();
  expect(view.order).toEqual({ sort: 'name', descending: false });
  view.set({ tab: 'changing' });
  expect(view.order).toEqual({ sort: 'rate', descending: true });
  view.set({ sort: 'name', descending: false });
  expect(view.order).toEqual({ sort: 'name', descending: false });
  expect(open(tab.hash).order.sort).toBe('name');
});

test('reads every part of a link', () => {
  const { current } = open(
    '#var=a/b&filter=%3E100%20x&show=failing&sort=-rate&pin=n,m/k&range=1',
  );
  expect(current).toMatchObject({
    open: 'a/b',
    filter: '>100 x',
    tab: 'failing',
    sort: 'rate',
    descending: true,
    range: 1,
  });
  expect([...current.pins]).toEqual(['n', 'm/k']);
});

test('ignores the parts of a link that it does not know', () => {
  const { current } = open(
    '#show=nothing&sort=colour&range=7&filter=%E0%A4%A&x=1&pin=,',
  );
  expect(current).toMatchObject({
    tab: 'all',
    sort: 'name',
    descending: false,
    range: 5,
    filter: '%E0%A4%A',
  });
  expect(current.pins.size).toBe(0);
});

test('ignores stored settings that are not valid', () => {
  for (const stored of ['no JSON', '{"pins":3,"theme":"pink","range":"x"}']) {
    tab.stored = stored;
    expect(open().current).toMatchObject({ range: 5, theme: 'auto' });
  }
});

test('works where the browser refuses storage and changes of the URL', () => {
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('history', {
    state: null,
    replaceState: () => {
      throw new Error('too many calls');
    },
  });
  const view = new ViewState('/debug/vars/ui');
  view.set({ filter: 'a', range: 1 });
  expect(view.current).toMatchObject({ filter: 'a', range: 1 });
});

test('leaves pins out of the URL where it would be too long', () => {
  const view = open();
  view.togglePin('a'.repeat(1000));
  expect(tab.hash).toContain('pin=aaa');
  view.togglePin('b'.repeat(1000));
  expect(tab.hash).not.toContain('pin=');
});

test('takes no more pins from a link than the URL can hold', () => {
  const pins = Array.from({ length: 100_000 }, (_, i) => `p${i}`);
  expect(open(`#pin=${pins.join(',')}`).current.pins.size).toBe(322);
});

test('tells its listeners what has changed', () => {
  const view = open();
  const changes: unknown[] = [];
  view.onChange((changed) => changes.push(changed));
  view.set({ tab: 'pinned' });
  view.togglePin('n');
  expect(changes).toEqual([{ tab: 'pinned' }, { pins: new Set(['n']) }]);
});
