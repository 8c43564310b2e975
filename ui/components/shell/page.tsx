import type { FunctionComponent, JSX } from 'preact';
import type { Tab } from '../../state/view.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { EventsTab } from '../events/events-tab.js';
import { HttpTab } from '../http/http-tab.js';
import { MethodsTab } from '../methods/methods-tab.js';
import { OverviewTab } from '../overview/overview-tab.js';
import { VariablesTab } from '../variables/variables-tab.js';
import { Header } from './header.js';
import { Notices } from './notices.js';
import { Sentence } from './sentence.js';
import { Tabs } from './tabs.js';

const TAB_COMPONENTS: Readonly<Record<Tab, FunctionComponent>> = {
  overview: OverviewTab,
  http: HttpTab,
  methods: MethodsTab,
  variables: VariablesTab,
  events: EventsTab,
};

export function Page(): JSX.Element {
  const { shown, view, isLive } = useApp();
  const tab = view.tab.value;
  const Content = TAB_COMPONENTS[tab];
  return (
    <>
      <a class="skip" href="#main">
        {t.shell.skip}
      </a>
      <div class="page-head">
        <Header />
        <Sentence />
        <Tabs />
      </div>
      <Notices />
      <main
        id="main"
        tabIndex={-1}
        class={`tab-${tab}`}
        data-stale={shown.value !== undefined && !isLive.value}
      >
        {shown.value === undefined ? (
          <p class="empty">{t.shell.connectingTitle}</p>
        ) : (
          <Content />
        )}
      </main>
    </>
  );
}
