import type { Link } from './connection.js';
import { byId, h, setAttribute, setText } from './dom.js';
import { formatNumber, formatSpan } from './format.js';
import { printable } from './printable.js';
import type { Store } from './store.js';
import { t } from './text.js';

/** A blocked event loop shows after so long. */
const SILENT_MS = 4000;

export interface StatusActions {
  retry(): void;
}

type Tone = 'info' | 'warn' | 'bad';

interface Notice {
  readonly tone: Tone;
  readonly text: () => string;
  readonly detail?: string;
  readonly buttons: readonly [label: () => string, press: () => void][];
  readonly closable: boolean;
}

/** Which process it is, whether it answers, and what else has to be said. */
export class Status {
  private link: Link = { is: 'connecting' };
  private pausedFor: number | undefined;
  private snapshot = false;
  private readonly notices = new Map<string, Notice>();
  private readonly facts = byId('facts');
  private written = '';
  private said = '';
  private heardAt = 0;

  constructor(private readonly actions: StatusActions) {
    measureHead();
  }

  linked(link: Link): void {
    this.link = link;
    this.heard();
    if (link.is === 'refused') {
      this.notice('refused', {
        tone: 'bad',
        text: () =>
          link.status === 429
            ? t.refused429
            : link.status === 404
              ? t.refused404
              : t.refused401(link.status),
        detail: printable(link.text.trim(), 300),
        buttons: [
          [() => t.retry, () => this.actions.retry()],
          [() => t.reload, () => location.reload()],
        ],
        closable: false,
      });
    } else if (link.is !== 'connecting') {
      this.drop('refused');
    }
    if (link.is === 'live') {
      this.drop('scattered');
    }
    this.tick();
  }

  /** The process has sent something. */
  heard(): void {
    this.heardAt = Date.now();
  }

  paused(milliseconds: number | undefined): void {
    this.pausedFor = milliseconds;
    this.tick();
  }

  viewing(snapshot: boolean): void {
    this.snapshot = snapshot;
    this.tick();
  }

  notice(id: string, notice: Notice): void {
    this.notices.set(id, notice);
    this.writeNotices();
  }

  drop(id: string): void {
    if (this.notices.delete(id)) {
      this.writeNotices();
    }
  }

  translate(): void {
    this.written = '';
    this.said = '';
    this.writeNotices();
    this.tick();
  }

  process(store: Store): void {
    const { app, host, pid, node, startedAt } = store.process;
    const up = formatSpan(store.shownAt - startedAt);
    const key = [app, host, pid, node, up, t.lang].join('\n');
    if (key === this.written) {
      return;
    }
    this.written = key;
    setText(byId('app'), printable(app, 80));
    setAttribute(byId('app'), 'title', printable(app, 80));
    const hostName = printable(host, 80);
    document.title = printable(t.title(app), 120);
    const fact = (label: string, text: string): HTMLElement =>
      h('span', {}, `${label} `, h('b', {}, text));
    this.facts.replaceChildren(
      ...(pid === 0
        ? []
        : [
            h('span', { class: 'host', title: hostName }, h('b', {}, hostName)),
            fact('pid', String(pid)),
            fact('Node', printable(node, 20)),
            fact(t.up, up),
          ]),
    );
  }

  /** Every second, because some of it counts down. */
  tick(): void {
    const [is, text, title] = this.words();
    const element = byId('link');
    setAttribute(element, 'data-is', is);
    setAttribute(element, 'title', title || null);
    setText(byId('link-text'), text);
    // Not every second of what counts down.
    if (is !== this.said) {
      this.said = is;
      setText(byId('link-said'), text);
    }
  }

  private words(): [is: string, text: string, title: string] {
    const { link } = this;
    if (this.snapshot) {
      return ['snapshot', t.snapshotShown, ''];
    }
    const seconds =
      'until' in link
        ? Math.max(0, Math.ceil((link.until - Date.now()) / 1000))
        : 0;
    switch (link.is) {
      case 'waiting':
        return [
          'waiting',
          link.closed
            ? t.closed(seconds)
            : t.reconnecting(seconds, link.attempt),
          t.waitingTitle,
        ];
      case 'refused':
        return ['refused', t.refused, ''];
      case 'asleep':
        return ['asleep', t.asleep, ''];
      case 'connecting':
        return ['connecting', t.connecting, ''];
      default:
    }
    const silence = Date.now() - this.heardAt;
    const patience =
      link.is === 'polling' && link.because === 'full'
        ? SILENT_MS * 3
        : SILENT_MS;
    if (silence > patience) {
      return ['silent', t.silent(Math.round(silence / 1000)), t.silentTitle];
    }
    if (this.pausedFor !== undefined) {
      return [
        'paused',
        `${t.paused} +${formatNumber(Math.round(this.pausedFor / 1000))} s`,
        '',
      ];
    }
    return link.is === 'live'
      ? ['live', t.live, '']
      : link.because === 'buffered'
        ? ['live', t.polling, t.bufferedTitle]
        : ['live', t.pollingFull, t.fullTitle];
  }

  private writeNotices(): void {
    byId('banners').replaceChildren(
      ...[...this.notices].map(([id, notice]) => this.banner(id, notice)),
    );
  }

  private banner(id: string, notice: Notice): HTMLElement {
    const banner = h(
      'div',
      { class: 'banner', 'data-tone': notice.tone },
      h('span', {}, notice.text()),
    );
    if (notice.detail !== undefined && notice.detail !== '') {
      banner.append(h('code', {}, notice.detail));
    }
    for (const [label, press] of notice.buttons) {
      const button = h('button', { type: 'button' }, label());
      button.addEventListener('click', press);
      banner.append(button);
    }
    if (notice.closable) {
      const close = h(
        'button',
        { type: 'button', class: 'icon', 'aria-label': t.dismiss },
        '×',
      );
      close.addEventListener('click', () => this.drop(id));
      banner.append(close);
    }
    return banner;
  }
}

/** What sticks below it has to know how high it is, which its words decide. */
function measureHead(): void {
  const head = byId('head');
  new ResizeObserver(() => {
    const { height } = head.getBoundingClientRect();
    document.documentElement.style.setProperty('--head', `${height}px`);
  }).observe(head);
}
