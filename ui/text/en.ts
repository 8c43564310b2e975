/** All texts of the page. Other languages have the type of this object. */
export const en = {
  lang: 'en',

  shell: {
    title: (alarms: string, what: string, app: string) =>
      `${alarms === '0' ? '' : `(${alarms}) `}${what === '' ? '' : `${what} · `}${app}`,
    skip: 'Skip to the content',
    header: 'Process',
    sentence: 'What is wrong',
    tabsLabel: 'Views',
    tabs: {
      overview: 'Overview',
      http: 'HTTP',
      methods: 'Methods',
      variables: 'Variables',
      events: 'Events',
    },
    /** The names of tabs at the bottom of a phone. */
    shortTabs: {
      overview: 'Overview',
      http: 'HTTP',
      methods: 'Methods',
      variables: 'Vars',
      events: 'Events',
    },
    problems: (count: number) =>
      count === 1 ? '1 problem' : `${count} problems`,
    more: (count: number) => `${count} more`,
    less: 'less',

    up: 'up',
    connecting: 'connecting',
    connectingTitle: 'Connecting to the process …',
    live: 'live',
    paused: 'paused',
    pausedBehind: (seconds: string) => `paused +${seconds} s`,
    polling: 'live, polling',
    pollingSlowly: 'every 5 s',
    reconnecting: (seconds: number, attempt: number) =>
      `reconnecting in ${seconds} s, attempt ${attempt}`,
    closed: (seconds: number) => `application closed, retry in ${seconds} s`,
    silent: (seconds: number) => `no data for ${seconds} s`,
    suspended: 'suspended',
    refused: 'refused',
    replaced: 'replaced',
    outdated: 'other version',
    snapshot: 'snapshot',
    silentTitle:
      'The process has sent no data lately. Its event loop or the connection is blocked.',
    waitingTitle: 'The process does not respond. The page keeps trying.',
    bufferedTitle:
      'A proxy buffers the stream, so the page asks for data every second.',
    fullTitle:
      'All viewer connections are in use, so the page asks for data every 5 seconds.',
    asOf: (time: string) => `as of ${time}`,

    retry: 'Try again',
    reload: 'Reload',
    dismiss: 'Dismiss',
    accessDenied: (status: number) =>
      `Access to this page was refused (${status}). Log in, or see “Access and security” in the documentation.`,
    rateLimited:
      'A rate limiter refused the request. Exclude the path of the dashboard from it.',
    notFound:
      'The dashboard is no longer served here. Reload the page, or check that the application still enables it.',
    replacedNotice:
      'Another viewer took the place of this page, because all places are taken. The figures no longer change.',
    returnToLive: 'Return',
    outdatedNotice:
      'The application has another version of the dashboard now. Reload the page to go on.',
    restarted: (from: number, to: number, at: string) =>
      `The process was restarted: pid ${from} → ${to}, ${at}.`,
    restartCause: {
      closed: (uptime: string) => `The old one was closed after ${uptime}.`,
      unknown: (uptime: string) =>
        `The old one ended after ${uptime} without saying why.`,
    },
    otherReplica: (from: number, to: number, host: string, at: string) =>
      `Another process answers since ${at}: pid ${to} on ${host}, before it pid ${from}. A load balancer chooses it.`,
    mixedProcesses: (answered: string, shown: number) =>
      `Answered by ${answered}, this page shows pid ${shown}. A load balancer sends each request to a different process: connect to one process directly, or use sticky sessions.`,
    pidOf: (pid: string) => `pid ${pid}`,
    anotherProcess: 'another process',
    noHistory:
      'The process took no samples before this page was opened, so the charts begin now. The option history of the dashboard changes that.',

    range: 'Time range',
    minutes: (minutes: number) => `${minutes}m`,
    minutesLong: (minutes: number) =>
      minutes === 1 ? 'The last minute' : `The last ${minutes} minutes`,
    zoomed: (from: string, to: string) => `${from} – ${to}`,
    backToLive: 'Back to live',
    pause: 'Pause',
    resume: 'Resume',
    share: 'Share',
    settings: 'Settings',
    theme: 'Theme',
    themes: { auto: 'Automatic', light: 'Light', dark: 'Dark' },
    language: 'Language',
    automatic: 'Automatic',
    help: 'Help and keyboard shortcuts',
    close: 'Close',
    shortcuts: 'Keyboard shortcuts',
    keys: [
      ['g o', 'Overview'],
      ['g h', 'HTTP'],
      ['g m', 'Methods'],
      ['g v', 'Variables'],
      ['g e', 'Events'],
      ['/', 'Filter the variables'],
      ['p', 'Pause or resume'],
      ['1 5 0', 'Range: 1, 5 or 10 minutes'],
      ['a', 'Set the reference time A, or remove it'],
      ['Esc', 'Close, back to live, or clear the filter'],
      ['?', 'These shortcuts'],
    ] as [keys: string, description: string][],
    loading: 'Loading …',
  },

  findings: {
    nothing: (minutes: string) => `Nothing unusual in ${minutes} min`,
    blocked: (count: number, minutes: string, longest: string, last: string) =>
      count === 1
        ? `Event loop blocked for ${longest} at ${last}`
        : `Event loop blocked ${count} times in ${minutes} min, longest ${longest}, last ${last}`,
    failingRoute: (route: string, share: string) => `${route} fails ${share}`,
    slowRoute: (route: string, p99: string) => `${route} p99 ${p99}`,
    slowerRoute: (route: string, p99: string, factor: string) =>
      `${route} p99 ${p99}, ${factor} times as slow as before`,
    leak: (bytes: string) => `Heap after GC +${bytes}/min`,
    eventLoopDelay: (seconds: string) => `Event loop delay p99 ${seconds}`,
    heap: (share: string) => `Heap after GC at ${share} of its limit`,
    cpu: (share: string) => `CPU ${share}`,
    serverErrors: (share: string) => `${share} of responses are 5xx`,
    overLimit: (name: string, more: number) =>
      more === 0
        ? `${name} over its limit`
        : `${name} and ${more} more over their limit`,
    failingVariable: (name: string, more: number) =>
      more === 0 ? `${name} fails` : `${name} and ${more} more fail`,
    lateVariable: (name: string, more: number) =>
      more === 0 ? `${name} is late` : `${name} and ${more} more are late`,
    restarted: (from: number, to: number, at: string) =>
      `Process restarted at ${at}, pid ${from} → ${to}`,
    /** Routes use it; texts of variables contain their number. */
    moreRoutes: (text: string, more: number) => `${text}, and ${more} more`,
  },

  overview: {},

  http: {},

  methods: {},

  variables: {},

  events: {},
};

export type Text = typeof en;
