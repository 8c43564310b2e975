import { effect } from '@preact/signals';
import { render } from 'preact';
import { AppContext } from './components/app-context.js';
import { Page } from './components/shell/page.js';
import { loadLater } from './components/lazy.js';
import { followTheme } from './components/theme.js';
import { AppState } from './state/app-state.js';
import { useLocale } from './state/format.js';
import type { Browser, Language } from './state/view.js';
import { t, useLanguage } from './text/index.js';
import { Connection } from './transport/connection.js';
import { ServerClient } from './transport/server-client.js';

const base = location.pathname.replace(/\/$/, '');
/** The rest of the page is loaded early, because the process may end. */
const LOAD_LATER_MS = 2000;

const storageKey = `nestjs-expvar:${base}`;

const browser: Browser = {
  readHash: () => location.hash.slice(1),
  writeHash(hash, isNewEntry) {
    if (hash === location.hash.slice(1)) {
      return;
    }
    const url = `${location.pathname}${location.search}${hash && `#${hash}`}`;
    try {
      if (isNewEntry) {
        history.pushState(null, '', url);
      } else {
        history.replaceState(null, '', url);
      }
    } catch {
      // Browsers limit the number of changes in 30 seconds.
    }
  },
  readSettings() {
    try {
      return localStorage.getItem(storageKey);
    } catch {
      // Local storage may be disabled.
      return null;
    }
  },
  writeSettings(json) {
    try {
      localStorage.setItem(storageKey, json);
    } catch {
      // Local storage may be full or disabled.
    }
  },
};

const client = new ServerClient(base, {
  reconnect: () => connection.reconnect(),
  reload: () => location.reload(),
  draw: () => app.draw(),
  onOtherProcess: (processId) => app.onOtherProcess(processId),
});
const app: AppState = new AppState(browser, client);
const connection = new Connection(base, app);

followTheme(app.view.theme);
effect(() => {
  useLocale(useLanguage(tagsOf(app.view.language.value)));
  document.documentElement.lang = t.lang;
});
effect(() => {
  document.title = app.title.value;
});
effect(() => {
  void app.view.hash.value;
  app.view.writeUrl();
});
addEventListener('popstate', () => app.view.readUrl());
addEventListener('hashchange', () => app.view.readUrl());
addEventListener('online', () => connection.retry());
document.addEventListener('visibilitychange', () => {
  app.setHidden(document.hidden);
  connection.setHidden(document.hidden);
});
setInterval(() => app.updateClock(), 1000);
render(
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>,
  document.querySelector('#page')!,
);
connection.start();
setTimeout(() => {
  // The parts are loaded again when they are needed.
  loadLater().catch(() => {});
}, LOAD_LATER_MS);

/** English-speaking countries write numbers and dates differently. */
function tagsOf(language: Language): readonly string[] {
  switch (language) {
    case 'auto':
      return navigator.languages;
    case 'en':
      return [...navigator.languages.filter((tag) => /^en\b/i.test(tag)), 'en'];
    case 'zh':
      return ['zh'];
  }
}
