import type { ConnectionState } from './connection.js';
import { byId, h, setAttribute, setText } from './dom.js';
import { formatDuration, formatNumber } from './format.js';
import { printable } from './printable.js';
import type { Store } from './store.js';
import { t } from './text.js';

/** A live process that has sent nothing for longer is shown as silent. */
const SILENT_MS = 4000;

type Tone = 'info' | 'warn' | 'bad';

interface Notice {
  readonly tone: Tone;
  readonly text: () => string;
  readonly detail?: string;
  readonly buttons?: readonly [label: () => string, onClick: () => void][];
  /** False for a notice that stays while its cause lasts. */
  readonly isClosable?: boolean;
}

/**
 * The head of the page with the process, the state of the connection and
 * notices.
 */
export class Status {
  private connection: ConnectionState = { status: 'connecting' };
  private pausedForMs: number | undefined;
  private isSnapshot = false;
  private readonly notices = new Map<string, Notice>();
  private readonly facts = byId('facts');
  private shownProcess = '';
  private announcedStatus = '';
  private lastDataAt = 0;

  constructor(private readonly onRetry: () => void) {
    publishHeadHeight();
  }

  setConnection(state: ConnectionState): void {
    this.connection = state;
    this.onData();
    if (state.status === 'refused') {
      this.showNotice('refused', {
        tone: 'bad',
        text: () =>
          state.httpStatus === 429
            ? t.rateLimited
            : state.httpStatus === 404
              ? t.notFound
              : t.accessDenied(state.httpStatus),
        detail: printable(state.body.trim(), 300),
        buttons: [
          [() => t.retry, this.onRetry],
          [() => t.reload, () => location.reload()],
        ],
        isClosable: false,
      });
    } else if (state.status !== 'connecting') {
      this.hideNotice('refused');
    }
    if (state.status === 'live') {
      this.hideNotice('mixed-processes');
    }
    this.update();
  }

  /** Must be called when the process has sent an event. */
  onData(): void {
    this.lastDataAt = Date.now();
  }

  /** @param milliseconds since the pause; undefined while there is none */
  setPause(milliseconds: number | undefined): void {
    this.pausedForMs = milliseconds;
    this.update();
  }

  setSnapshot(isSnapshot: boolean): void {
    this.isSnapshot = isSnapshot;
    this.update();
  }

  showNotice(id: string, notice: Notice): void {
    this.notices.set(id, notice);
    this.updateNotices();
  }

  hideNotice(id: string): void {
    if (this.notices.delete(id)) {
      this.updateNotices();
    }
  }

  translate(): void {
    this.shownProcess = '';
    this.announcedStatus = '';
    this.updateNotices();
    this.update();
  }

  showProcess(store: Store): void {
    const { app, host, pid, node, startedAt } = store.process;
    const uptime = formatDuration(store.shownAt - startedAt);
    const alarms = store.failures.length + store.limitLevels.count;
    const key = [app, host, pid, node, uptime, alarms, t.lang].join('\n');
    if (key === this.shownProcess) {
      return;
    }
    this.shownProcess = key;
    setText(byId('app'), printable(app, 80));
    setAttribute(byId('app'), 'title', printable(app, 80));
    const hostName = printable(host, 80);
    document.title = printable(t.title(app, formatNumber(alarms)), 120);
    const fact = (label: string, text: string): HTMLElement =>
      h('span', {}, `${label} `, h('b', {}, text));
    this.facts.replaceChildren(
      // A document that curl has saved does not name a process.
      ...(pid === 0
        ? []
        : [
            h('span', { class: 'host', title: hostName }, h('b', {}, hostName)),
            fact('pid', String(pid)),
            fact('Node', printable(node, 20)),
            fact(t.up, uptime),
          ]),
    );
  }

  /** Must be called every second, because some texts count down. */
  update(): void {
    const [status, text, title = ''] = this.statusText();
    const element = byId('connection');
    setAttribute(element, 'data-status', status);
    setAttribute(element, 'title', title || null);
    setText(byId('connection-text'), text);
    // A screen reader must not announce every second of a countdown.
    if (status !== this.announcedStatus) {
      this.announcedStatus = status;
      setText(byId('connection-announcement'), text);
    }
  }

  private statusText(): [status: string, text: string, title?: string] {
    const { connection } = this;
    if (this.isSnapshot) {
      return ['snapshot', t.snapshotShown];
    }
    switch (connection.status) {
      case 'waiting': {
        const ms = connection.retryAt - Date.now();
        const seconds = Math.max(0, Math.ceil(ms / 1000));
        const text = connection.isClosed
          ? t.closed(seconds)
          : t.reconnecting(seconds, connection.attempt);
        return ['waiting', text, t.waitingTitle];
      }
      case 'refused':
        return ['refused', t.refused];
      case 'suspended':
        return ['suspended', t.suspended];
      case 'connecting':
        return ['connecting', t.connecting];
      case 'live':
      case 'polling':
    }
    const isPollingSlowly =
      connection.status === 'polling' && connection.reason === 'full';
    const silentForMs = Date.now() - this.lastDataAt;
    if (silentForMs > (isPollingSlowly ? 3 * SILENT_MS : SILENT_MS)) {
      const seconds = Math.round(silentForMs / 1000);
      return ['silent', t.silent(seconds), t.silentTitle];
    }
    if (this.pausedForMs !== undefined) {
      const seconds = formatNumber(Math.round(this.pausedForMs / 1000));
      return ['paused', `${t.paused} +${seconds} s`];
    }
    if (connection.status === 'live') {
      return ['live', t.live];
    }
    return isPollingSlowly
      ? ['live', t.pollingSlowly, t.fullTitle]
      : ['live', t.polling, t.bufferedTitle];
  }

  private updateNotices(): void {
    byId('banners').replaceChildren(
      ...[...this.notices].map(([id, notice]) => this.banner(id, notice)),
    );
  }

  private banner(
    id: string,
    { tone, text, detail = '', buttons = [], isClosable = true }: Notice,
  ): HTMLElement {
    const banner = h(
      'div',
      { class: 'banner', 'data-tone': tone },
      h('span', {}, text()),
    );
    if (detail !== '') {
      banner.append(h('code', {}, detail));
    }
    for (const [label, onClick] of buttons) {
      const button = h('button', { type: 'button' }, label());
      button.addEventListener('click', onClick);
      banner.append(button);
    }
    if (isClosable) {
      const close = h(
        'button',
        { type: 'button', class: 'icon', 'aria-label': t.dismiss },
        '×',
      );
      close.addEventListener('click', () => this.hideNotice(id));
      banner.append(close);
    }
    return banner;
  }
}

/** The style sheet needs the height of the head for what sticks below it. */
function publishHeadHeight(): void {
  const head = byId('head');
  new ResizeObserver(() => {
    const { height } = head.getBoundingClientRect();
    document.documentElement.style.setProperty('--head', `${height}px`);
  }).observe(head);
}
