/** All texts of the page. Other languages have the type of this object. */
export const en = {
  lang: 'en',

  shell: {
    title: (alarms: string, what: string, app: string) =>
      `${alarms === '0' ? '' : `(${alarms}) `}${what === '' ? '' : `${what} · `}${app}`,
    skip: 'Skip to the content',
    sentence: 'What is wrong',
    tabsLabel: 'Views',
    tabs: {
      overview: 'Overview',
      http: 'HTTP',
      methods: 'Methods',
      variables: 'Variables',
      events: 'Events',
    },
    /** The name of the tab at the bottom of a phone. */
    shortVariables: 'Vars',
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
      ['↑ ↓ PgUp PgDn Home End', 'Move in a table'],
      ['→ ←', 'Open or close a map; move the cursor of a chart'],
      ['Enter', 'Details of a row; zoom a chart to the selection'],
      ['Shift → ←', 'Select in a chart'],
      ['s', 'Pin or unpin a variable'],
      ['Esc', 'Close, back to live, or clear the filter'],
      ['?', 'These shortcuts'],
    ] as [keys: string, description: string][],
    notLoaded: 'This part of the page could not be loaded.',
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

  charts: {
    chart: 'chart',
    noData: 'no data',
    asTable: (title: string) => `${title} as a table`,
    time: 'Time',
    fact: (name: string, last: string, min: string, max: string) =>
      `${name}: ${last}, from ${min} to ${max}.`,
    levels: { warning: 'warning', critical: 'critical' },
  },

  overview: {
    requests: 'Requests',
    latency: 'Latency',
    loop: 'Event loop',
    worst: 'worst per s',
    heapAfterGc: 'Heap after GC',
    floor: 'after GC',
    heapUsed: 'used',
    rss: 'RSS',
    cpu: 'CPU',
    cpuOf: (count: string) => (count === '1' ? 'CPU' : `CPU / ${count} cores`),
    gc: 'GC time per s',
    handles: 'Handles',
    worstNow: 'Worst now',
    all: {
      route: (count: string) => `all ${count} routes →`,
      method: (count: string) => `all ${count} methods →`,
    },
  },

  calls: {
    names: { route: 'Route', method: 'Method' },
    tables: { route: 'Routes', method: 'Methods' },
    details: { route: 'Details of a route', method: 'Details of a method' },
    unknown: {
      route: 'There is no such route',
      method: 'There is no such method',
    },
    order: 'Order',
    orders: {
      timeShare: 'Time share',
      slowest: 'Slowest',
      mostErrors: 'Most errors',
      busiest: 'Busiest',
    },
    requestsPerSecond: 'req/s',
    callsPerSecond: 'calls/s',
    errorsInPercent: 'errors, %',
    p50: 'p50',
    p95: 'p95',
    p99: 'p99',
    max: 'max',
    timeShare: 'time share',
    trend: 'trend',
    inFlight: 'in flight',
    few: {
      route: 'Percentiles of fewer than 20 requests say little',
      method: 'Percentiles of fewer than 20 calls say little',
    },
    requests: 'requests',
    calls: 'calls',
    succeeded: 'succeeded',
    failed: 'failed',
    errors: 'errors',
    aborted: 'aborted',
    latency: 'Latency',
    heatmap: 'Distribution of latencies',
    statuses: 'Responses per s',
    latenciesFrom: (low: string, high: string) => `from ${low} to ${high}`,
    medianAt: (time: string, median: string, count: string) =>
      `${time}: median ${median} of ${count}`,
    asVariables: 'All figures since the start →',
  },

  http: {
    sent: 'sent',
    perResponse: 'per response',
    offTitle: 'Requests are not counted',
    off: 'This line adds rates, errors and latencies of all routes:',
    none: 'No request has been answered yet.',
  },

  methods: {
    noneTitle: 'No method is measured',
    none: 'A decorator adds calls, errors and latencies of a method:',
  },

  variables: {
    filter: 'Filter the variables',
    filterHint: 'Filter: text, kind:counter, p99 >100ms',
    filterProblems: {
      tooLong: () => 'The filter has more than 1,000 characters.',
      pattern: (reason: string) => reason,
      unsupported: (pattern: string) =>
        `/${pattern}/ is too large, or has a backreference or a lookaround.`,
      comparison: (text: string) =>
        `${text} has no number to compare with. Write >100, >100ms, >2MiB, >50% or >5/s.`,
      unit: (unit: string) =>
        `The filter does not know the unit “${unit}”. It knows ns, µs, ms, s, min, h, d, B, kB, KiB, MB, MiB, GB, GiB and %, and /s for a rate.`,
      kind: (kind: string) =>
        `There is no kind “${kind}”. Kinds are counter, gauge, info, histogram, rate, map, string, list, boolean and number.`,
    },
    incomplete: 'Still searching …',
    unsearched: (keys: string, map: string) =>
      keys === '1'
        ? `1 more name in ${map} is not loaded, so it was not searched.`
        : `${keys} more names in ${map} are not loaded, so they were not searched.`,
    unsearchedMaps: (keys: string, maps: string) =>
      `${keys} more names in ${maps} maps are not loaded, so they were not searched.`,
    askServer: 'Search them on the server',
    searching: 'Searching …',
    found: (count: string) =>
      count === '1'
        ? '1 more name on the server'
        : `${count} more names on the server`,
    foundMore: (count: string) => `The first ${count} names on the server`,
    foundNone: 'The server has no other name with this text.',
    segmentsLabel: 'Show',
    segments: {
      all: 'All',
      changed: 'Changed',
      pinned: 'Pinned',
      failing: 'Failing',
      overLimit: 'Over limit',
      failedEarlier: 'Failed earlier',
    },
    empty: {
      all: 'There are no variables yet.',
      changed: 'Nothing has changed since then.',
      pinned: 'Nothing is pinned. Press s on a row, or click its star.',
      failing:
        'No variable fails. Failures are seen only while somebody scrapes or watches.',
      overLimit:
        'No variable has reached a limit. Limits are part of its metadata: @ExposeVar({ limits: { warning: 100, critical: 500 } }).',
      failedEarlier:
        'No variable has failed and recovered. Failures are seen only while somebody scrapes or watches.',
    },
    noMatch: 'No variable matches the filter.',
    name: 'Name',
    value: 'Value',
    rate: 'Per second',
    delta: (time: string) => `Δ since ${time}`,
    trend: 'Trend',
    kind: 'Kind',
    source: 'Source',
    pinColumn: 'Pinned',
    pin: (name: string) => `Pin ${name}`,
    unpin: (name: string) => `Unpin ${name}`,
    expand: (name: string) => `Expand ${name}`,
    collapse: (name: string) => `Collapse ${name}`,
    members: (count: string) =>
      count === '1' ? '1 member' : `${count} members`,
    processGroup: 'The process: node, memstats, cmdline',
    unsent: (count: string) =>
      count === '1' ? '1 more member' : `${count} more members`,
    loadUnsent: 'Load the first 1,000',
    loadedUnsent: 'not loaded; a filter can search them on the server',
    trendBegins: 'begins now',
    trendBeyond: 'not beyond 2^53',
    measures: {
      '': 'Numbers without a unit',
      '/s': 'Rates',
      ratio: 'Shares',
      seconds: 'Times',
      'seconds/s': 'Times per second',
      bytes: 'Bytes',
      'bytes/s': 'Bytes per second',
      time: 'Dates',
      '-': 'Without a number',
    } as Readonly<Record<string, string>>,
    kinds: {
      counter: 'counter',
      gauge: 'gauge',
      info: 'info',
      histogram: 'histogram',
      rate: 'rate',
      map: 'map',
      string: 'string',
      list: 'list',
      boolean: 'boolean',
      number: 'number',
      null: 'null',
    },
    failingSince: (time: string) => `Fails since ${time}`,
    failedAt: (time: string) => `Failed until ${time}`,
    memberFails: 'A member fails',
    late: 'The result of an earlier call: the current call has not ended',
    limitReached: {
      warning: 'The warning limit is reached',
      critical: 'The critical limit is reached',
    },
    setReference: 'Set A',
    setReferenceTitle:
      'Compare with this time: the column Δ shows the difference since then (a)',
    clearReference: 'Remove the reference time',
    referenceUnknown:
      'The process has no values of the reference time any more.',

    drawer: {
      label: 'Details of a variable',
      unknown: (name: string) => `The process has no variable ${name} now.`,
      window: (seconds: string) => `in the last ${seconds}`,
      sinceStart: 'since the start',
      percentiles: 'Percentiles',
      shown: 'What the chart shows',
      show: { rate: 'Rate', value: 'Value' },
      min: 'min',
      average: 'average',
      max: 'max',
      limits: 'Limits',
      type: 'Type',
      unit: 'Unit',
      path: 'Path',
      json: 'JSON now',
      refresh: 'Refresh',
      fetching: 'Fetching …',
      notFetched: (reason: string) => `Could not fetch it: ${reason}`,
      noJson: 'The document leaves the value out while it fails.',
      moreCharacters: (count: string) => `… and ${count} more characters`,
      curl: 'With curl',
      copy: 'Copy',
      copied: 'Copied',
    },

    board: {
      title: 'Pinned',
      alone: (name: string) => `Show ${name} in a chart of its own`,
      together: (name: string) =>
        `Show ${name} together with others of its unit`,
      earlier: (name: string) => `Move ${name} forward`,
      missing: 'not in this process',
      empty: 'Pin variables to see their charts here.',
      add: 'Add a variable',
    },

    share: {
      link: 'Copy link',
      markdown: 'Copy as Markdown',
      csv: 'CSV of the rows',
      seriesCsv: 'CSV of the pinned series',
      json: 'JSON of the rows',
      snapshot: 'Save a snapshot',
      open: 'Open a snapshot …',
      seriesNotSaved: (reason: string) =>
        `The snapshot lacks the last ten minutes of some variables: ${reason}`,
    },

    compare: {
      title: 'Differences',
      processItself: 'The process',
      before: 'Before',
      after: 'After',
      change: 'Change',
      added: 'new',
      removed: 'gone',
      none: 'There are no differences.',
      more: (count: string) =>
        count === '1'
          ? '1 smaller difference is not shown.'
          : `${count} smaller differences are not shown.`,
      withNow: 'Compare with now',
      withReference: 'Compare with A',
      markdown: 'Copy as Markdown',
    },
    snapshotOf: (app: string, at: string) =>
      `Snapshot of ${app}, taken ${at}. It shows no live data.`,
    omitted: (count: string) =>
      `The file has ${count} more values than this page can show.`,
    fileProblems: {
      notASnapshot: (file: string) =>
        `${file} is neither a snapshot nor a document of variables.`,
      olderVersion: (file: string) =>
        `${file} was saved by an older version of the dashboard, which this one cannot read.`,
      newerVersion: (file: string) =>
        `${file} was saved by a newer version of the dashboard.`,
      tooLarge: (file: string) =>
        `${file} is too large, or too deeply nested, to be opened.`,
    },
    dropHere: 'Drop a snapshot to open it, or two to compare them',
  },

  events: {
    note: 'Failures are seen only while somebody scrapes or watches.',
    none: 'Nothing has happened: no block of the event loop, no long garbage collection, no failure.',
    noneShown: 'None in this range.',
    shown: (count: number) => `${count} in this range.`,
    duration: 'Duration',
    what: 'What',
    zoom: 'Show the time around it in all charts',
    startedAs: (pid: number) => `pid ${pid}`,
    kinds: {
      blocked: 'Event loop blocked',
      gc: 'Long GC pause',
      failed: 'Failed',
      recovered: 'Recovered',
      late: 'Late value',
      started: 'Process started',
    },
  },
};

export type Text = typeof en;
