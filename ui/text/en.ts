/** All texts of the page. Other languages have the type of this object. */
export const en = {
  lang: 'en',
  title: (app: string, alarms: string) =>
    `${alarms === '0' ? '' : `(${alarms}) `}${app} · variables`,
  skip: 'Skip to the variables',
  up: 'up',

  connecting: 'connecting',
  live: 'live',
  paused: 'paused',
  polling: 'live, polling',
  pollingSlowly: 'every 5 s',
  reconnecting: (seconds: number, attempt: number) =>
    `reconnecting in ${seconds} s, attempt ${attempt}`,
  closed: (seconds: number) => `application closed, retry in ${seconds} s`,
  silent: (seconds: number) => `no data for ${seconds} s`,
  silentTitle:
    'The process has sent no data lately. Its event loop or the connection is blocked.',
  suspended: 'suspended',
  refused: 'refused',
  snapshotShown: 'snapshot',
  waitingTitle: 'The process does not respond. The page keeps trying.',
  bufferedTitle:
    'A proxy buffers the stream, so the page asks for data every second.',
  fullTitle:
    'All viewer connections are in use, so the page asks for data every 5 seconds.',

  retry: 'Try again',
  reload: 'Reload',
  dismiss: 'Dismiss',
  accessDenied: (status: number) =>
    `Access to this page was refused (${status}). Log in, or see “Access and security” in the documentation.`,
  rateLimited:
    'A rate limiter refused the request. Exclude the path of the dashboard from it.',
  notFound:
    'The dashboard is no longer served here. Reload the page, or check that the application still enables it.',
  restarted: (pid: number, host: string) =>
    `Now connected to pid ${pid} on ${host}; all values have started again.`,
  mixedProcesses:
    'A load balancer sends each request to a different process. Connect to one process directly, or use sticky sessions.',
  noHistory:
    'The process took no samples before this page was opened, so the charts begin now.',
  omitted: (count: string) =>
    `${count} more variables exceed the limit and are not shown.`,

  range: 'Time range',
  minutes: (minutes: number) => `${minutes}m`,
  minutesLong: (minutes: number) =>
    minutes === 1 ? 'The last minute' : `The last ${minutes} minutes`,
  pause: 'Pause',
  resume: 'Resume',
  snapshot: 'Snapshot',
  snapshotTitle: 'Save all current data to a file',
  openFile: 'Open…',
  openTitle:
    'Open a saved snapshot, or compare two (or drop the files on the page)',
  theme: 'Theme',
  auto: 'Auto',
  light: 'Light',
  dark: 'Dark',
  language: 'Language',
  shortcuts: 'Keyboard shortcuts',

  runtime: 'The process',
  cpu: 'CPU',
  memory: 'Memory',
  resident: 'Resident memory',
  heap: 'Heap',
  delay: 'Event loop delay p99',
  loopUtilization: 'Loop utilisation',
  utilization: 'utilisation',
  gcShort: 'GC',
  eventLoop: 'Event loop',
  ofCpus: (count: string) => (count === '1' ? '1 CPU' : `${count} CPUs`),
  cpuHint: '100 % is one CPU',
  ofLimit: (limit: string) => `of ${limit}`,
  perSecond: '/s',
  rss: 'resident',
  heapUsed: 'heap used',
  heapTotal: 'heap',
  external: 'external',
  delayShort: 'delay p99',
  gcTime: 'time',
  gcRate: (count: string) => `${count} runs/s`,
  gcMarks: 'The marks at the bottom are garbage collections',
  high: 'high',
  veryHigh: 'very high',
  chartLabel: (title: string, facts: string) => `${title}. ${facts}`,
  chartFact: (name: string, last: string, min: string, max: string) =>
    `${name}: ${last}, from ${min} to ${max}.`,
  noValue: '–',

  variables: 'Variables',
  count: (shown: string, all: string) =>
    shown === all ? all : `${shown} of ${all}`,
  filter: 'Filter',
  filterHint: 'Filter: text, /regex/, kind:counter, >100',
  invalidFilter: (reason: string) => `Not a valid filter: ${reason}`,
  filterTooLong: 'it has more than 1,000 characters',
  patternUnsupported:
    'the expression is too large, or has a backreference or a lookaround',
  tabsLabel: 'Show',
  tabs: {
    all: 'All',
    changing: 'Changing',
    pinned: 'Pinned',
    failing: 'Failing',
    overLimit: 'Over limit',
  },
  emptyTabs: {
    all: 'There are no variables yet.',
    changing: 'Nothing has changed in the last ten seconds.',
    pinned: 'Nothing is pinned. Press s on a row, or click its star.',
    failing: 'No variable fails.',
    overLimit:
      'No variable has reached a limit. Limits are part of its metadata: @ExposeVar({ limits: { warning, critical } }).',
  },
  noMatch: 'No variable matches the filter.',
  pinned: 'Pinned',
  name: 'Name',
  kind: 'Kind',
  value: 'Value',
  rate: 'Per second',
  trend: 'Trend',
  source: 'Source',
  pin: (name: string) => `Pin ${name}`,
  unpin: (name: string) => `Unpin ${name}`,
  expand: (name: string) => `Expand ${name}`,
  collapse: (name: string) => `Collapse ${name}`,
  members: (count: string) => (count === '1' ? '1 member' : `${count} members`),
  kinds: {
    counter: 'counter',
    gauge: 'gauge',
    info: 'info',
    histogram: 'histogram',
    map: 'map',
    rate: 'rate',
    string: 'string',
    func: 'func',
    int: 'int',
    float: 'float',
    custom: 'custom',
    null: 'null',
    list: 'list',
    number: 'number',
    boolean: 'boolean',
    object: 'object',
  },

  details: 'Details of a variable',
  close: 'Close',
  unknownVariable: (name: string) => `There is no variable ${name}.`,
  failing: (times: string, at: string) => `Failed ${times}×, last at ${at}`,
  memberFails: 'A member fails',
  limits: 'Limits',
  limitNames: { warning: 'warning', critical: 'critical' },
  limitReached: {
    warning: 'The warning limit is reached',
    critical: 'The critical limit is reached',
  },
  showRate: 'Rate',
  showValue: 'Value',
  min: 'min',
  avg: 'avg',
  max: 'max',
  type: 'Type',
  unit: 'Unit',
  path: 'Path',
  json: 'Current JSON',
  asOf: (time: string) => `as of ${time}`,
  refresh: 'Refresh',
  curl: 'With curl',
  copy: 'Copy',
  copied: 'Copied',
  selected: 'Selected, press Ctrl+C',
  fetching: 'Fetching…',
  notFetched: (reason: string) => `Could not fetch it: ${reason}`,
  moreCharacters: (count: string) => `… and ${count} more characters`,

  snapshotOf: (app: string, at: string) =>
    `Snapshot of ${app}, taken ${at}. It shows no live data.`,
  backToLive: 'Back to live',
  compareLive: 'Compare with now',
  compareTitle: 'Differences',
  compareStores: (before: string, after: string) => `${before} → ${after}`,
  processItself: 'The process itself',
  before: 'Before',
  after: 'After',
  change: 'Change',
  added: 'new',
  removed: 'gone',
  noDifferences: 'There are no differences.',
  moreDifferences: (count: string) =>
    `${count} smaller differences are not shown.`,
  seriesNotSaved: (reason: string) =>
    `The snapshot lacks the last ten minutes of some variables: ${reason}`,
  fileProblems: {
    notASnapshot: (file: string) =>
      `${file} is neither a snapshot nor a document of variables.`,
    newerVersion: (file: string) =>
      `${file} was saved by a newer version of the dashboard.`,
    tooLarge: (file: string) =>
      `${file} is too large, or too deeply nested, to be opened.`,
  },
  dropHere: 'Drop a snapshot to open it, or two to compare them',

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

  keyList: [
    ['/', 'Filter'],
    ['p', 'Pause or resume'],
    ['↑ ↓ PgUp PgDn Home End', 'Move in the table'],
    ['→ ←', 'Expand or collapse a map'],
    ['Enter', 'Details of a variable'],
    ['s', 'Pin or unpin'],
    ['1 5 0', 'Range: 1, 5 or 10 minutes'],
    ['Esc', 'Close, or clear the filter'],
    ['-text', 'In the filter: without this text'],
    ['/…/', 'In the filter: a regular expression'],
    [
      'kind:map type: unit: source:',
      'In the filter: by kind, type, unit or source',
    ],
    ['?', 'These shortcuts'],
  ] as [string, string][],
};

export type Text = typeof en;
