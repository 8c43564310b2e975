import { useSignal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Tab } from '../../state/view.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { HttpTab } from '../http/http-tab.js';
import { MethodsTab } from '../methods/methods-tab.js';
import { OverviewTab } from '../overview/overview-tab.js';
import { lazy } from '../lazy.js';
import { handleKeys } from './keyboard.js';
import { Notices } from './notices.js';
import { Sentence } from './sentence.js';
import { Tabs } from './tabs.js';
import { TopBar } from './top-bar.js';

const EventsTab = lazy((later) => later.EventsTab);

const FileDrop = lazy((later) => later.FileDrop);
const VariablesTab = lazy((later) => later.VariablesTab);

const HelpDialog = lazy((later) => later.HelpDialog);

const TAB_COMPONENTS: Readonly<Record<Tab, FunctionComponent>> = {
  overview: OverviewTab,
  http: HttpTab,
  methods: MethodsTab,
  variables: VariablesTab,
  events: EventsTab,
};

export function Page(): JSX.Element {
  const app = useApp();
  const head = useRef<HTMLElement>(null);
  const isHelpOpen = useSignal(false);
  const showHelp = (): void => {
    isHelpOpen.value = true;
  };
  useEffect(() => {
    handleKeys(app, showHelp);
    publishHeight(head.current!);
  }, []);
  const tab = app.view.tab.value;
  const Content = TAB_COMPONENTS[tab];
  const hasStore = app.shown.value !== undefined;
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        {t.shell.skip}
      </a>
      <header class="page-head" ref={head}>
        <TopBar onHelp={showHelp} />
        <Sentence />
      </header>
      <Tabs />
      <Notices />
      <FileDrop />
      <main
        id="main"
        tabIndex={-1}
        class={`tab-${tab}`}
        data-stale={hasStore && !app.isLive.value}
      >
        <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          {hasStore ? (
            <Content />
          ) : (
            <p class="empty">{t.shell.connectingTitle}</p>
          )}
        </div>
      </main>
      {isHelpOpen.value && (
        <HelpDialog
          onClose={() => {
            isHelpOpen.value = false;
          }}
        />
      )}
    </>
  );
}

/** The part of the URL after `#` is the view, so it cannot be an anchor. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

/** The style sheet needs the height of the head for what sticks below it. */
function publishHeight(head: HTMLElement): void {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty(
      '--head',
      `${head.getBoundingClientRect().height}px`,
    );
  }).observe(head);
}
