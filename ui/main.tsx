import { render } from 'preact';
import { AppContext } from './components/app-context.js';
import { Page } from './components/shell/page.js';
import { AppState } from './state/app-state.js';
import type { Server } from './state/server.js';

declare const server: Server;

const app = new AppState(
  {
    readHash: () => location.hash.slice(1),
    writeHash: () => {},
    readSettings: () => null,
    writeSettings: () => {},
  },
  server,
);
render(
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>,
  document.getElementById('page')!,
);
