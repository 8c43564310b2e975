import { effect } from '@preact/signals-core';
import { beforeEach, expect, test } from 'vitest';
import { View, type Browser } from '../../state/view.js';

/** The entries of the browser's history; the last one is shown. */
let entries: string[];
let settings: string | null;

const browser: Browser = {
  readHash: () => entries.at(-1)!,
  writeHash(hash, isNewEntry) {
    if (isNewEntry) {
      entries.push(hash);
    } else {
      entries[entries.length - 1] = hash;
    }
  },
  readSettings: () => settings,
  writeSettings(json) {
    settings = json;
  },
};

/** Opens the page. */
function openPage(): View {
  const view = new View(browser);
  effect(() => {
    void view.hash.value;
    view.writeUrl();
  });
  return view;
}

beforeEach(() => {
  entries = [''];
  settings = null;
});

test('has a URL without parameters until something is chosen', () => {
  openPage();
  expect(entries).toEqual(['']);
});

test('restores everything that is shown from the URL', () => {
  const view = openPage();
  view.show('variables', 'orders/a%2Fb');
  view.filter.value = 'p99 >100ms & é';
  view.segment.value = 'failing';
  view.sort.value = { column: 'value', descending: true };
  view.zoom.value = { from: 1000.4, to: 2000 };
  view.reference.value = 1500;
  view.togglePin('cpu');
  view.togglePin('orders/a%2Fb');
  view.setRange(10);
  expect(entries.at(-1)).toBe(
    'tab=variables&open=orders/a%2Fb&filter=p99%20%3E100ms%20%26%20%C3%A9&show=failing&sort=-value&zoom=1000-2000&a=1500&pin=cpu,orders/a%2Fb&range=10',
  );
  settings = null;
  const again = openPage();
  expect(again.tab.value).toBe('variables');
  expect(again.open.value).toBe('orders/a%2Fb');
  expect(again.filter.value).toBe('p99 >100ms & é');
  expect(again.segment.value).toBe('failing');
  expect(again.sort.value).toEqual({ column: 'value', descending: true });
  expect(again.zoom.value).toEqual({ from: 1000, to: 2000 });
  expect(again.reference.value).toBe(1500);
  expect([...again.pins.value]).toEqual(['cpu', 'orders/a%2Fb']);
  expect(again.range.value).toBe(10);
});

test('ignore a zoom that is longer than a day', () => {
  entries = ['zoom=1-8639999999999999'];
  expect(openPage().zoom.value).toBeUndefined();
  entries = ['zoom=1-86400001'];
  expect(openPage().zoom.value).toEqual({ from: 1, to: 86_400_001 });
});

test('ignores the parts of a URL that it does not know', () => {
  entries = [
    'tab=x&show=y&range=7&zoom=9-3&a=-1&filter=%E0%A4%A&sort=&weather=rain',
  ];
  const view = openPage();
  expect(view.tab.value).toBe('overview');
  expect(view.segment.value).toBe('all');
  expect(view.range.value).toBe(5);
  expect(view.zoom.value).toBeUndefined();
  expect(view.reference.value).toBeUndefined();
  expect(view.filter.value).toBe('%E0%A4%A');
  expect(view.sort.value).toBeUndefined();
});

test('goes back to the previous tab and closes details with Back', () => {
  const view = openPage();
  view.show('http');
  view.openDetails('http/routes/a');
  view.openDetails('http/routes/b');
  view.filter.value = 'x';
  expect(entries).toEqual([
    '',
    'tab=http&range=5',
    'tab=http&open=http/routes/b&filter=x&range=5',
  ]);
  entries.pop();
  view.readUrl();
  expect(view.open.value).toBeUndefined();
  entries.pop();
  view.readUrl();
  expect(view.tab.value).toBe('overview');
});

test('closes details without a new entry', () => {
  const view = openPage();
  view.openDetails('cpu');
  view.openDetails(undefined);
  expect(entries).toEqual(['', '']);
});

test('forgets the order of a table when the tab changes', () => {
  const view = openPage();
  view.show('http');
  view.sort.value = { column: 'p99', descending: true };
  view.show('http', 'http/routes/a');
  expect(view.sort.value?.column).toBe('p99');
  view.show('methods');
  expect(view.sort.value).toBeUndefined();
});

test('stores the settings, but not those of a link', () => {
  entries = ['pin=cpu&range=1'];
  const view = openPage();
  view.togglePin('rss');
  view.setTheme('dark');
  view.setLanguage('zh');
  expect([...view.pins.value]).toEqual(['cpu', 'rss']);
  entries = [''];
  const again = openPage();
  expect([...again.pins.value]).toEqual(['rss']);
  expect(again.range.value).toBe(5);
  expect(again.theme.value).toBe('dark');
  expect(again.language.value).toBe('zh');
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"range":7,"theme":"pink","language":1,"pins":"a"}',
])('ignores stored settings that are not valid: %s', (stored) => {
  settings = stored;
  const view = openPage();
  expect(view.range.value).toBe(5);
  expect(view.theme.value).toBe('auto');
  expect(view.pins.value.size).toBe(0);
});

test('leaves pins out of a URL that would be too long', () => {
  const view = openPage();
  view.togglePin('a'.repeat(800));
  view.togglePin('b'.repeat(800));
  expect(entries.at(-1)).toBe('');
  expect(view.pins.value.size).toBe(2);
});
