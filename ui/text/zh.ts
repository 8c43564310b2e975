import type { Text } from './en.js';

export const zh: Text = {
  lang: 'zh-CN',

  shell: {
    title: (alarms, what, app) =>
      `${alarms === '0' ? '' : `(${alarms}) `}${what === '' ? '' : `${what} · `}${app}`,
    skip: '跳到内容',
    header: '进程',
    sentence: '当前问题',
    tabsLabel: '视图',
    tabs: {
      overview: '总览',
      http: 'HTTP',
      methods: '方法',
      variables: '变量',
      events: '事件',
    },
    shortTabs: {
      overview: '总览',
      http: 'HTTP',
      methods: '方法',
      variables: '变量',
      events: '事件',
    },
    problems: (count) => `${count} 个问题`,
    more: (count) => `另有 ${count} 项`,
    less: '收起',

    up: '已运行',
    connecting: '连接中',
    connectingTitle: '正在连接进程…',
    live: '实时',
    paused: '已暂停',
    pausedBehind: (seconds) => `已暂停 +${seconds} s`,
    polling: '实时（轮询）',
    pollingSlowly: '每 5 s',
    reconnecting: (seconds, attempt) => `${seconds} s 后重连，第 ${attempt} 次`,
    closed: (seconds) => `应用已关闭，${seconds} s 后重试`,
    silent: (seconds) => `已 ${seconds} s 无数据`,
    suspended: '已休眠',
    refused: '被拒绝',
    replaced: '已被取代',
    outdated: '版本不同',
    snapshot: '快照',
    silentTitle: '进程最近没有发送数据：事件循环被阻塞，或连接不通。',
    waitingTitle: '进程没有应答，页面会继续尝试。',
    bufferedTitle: '代理缓冲了数据流，页面改为每秒查询一次。',
    fullTitle: '查看者连接已用完，页面改为每 5 s 查询一次。',
    asOf: (time) => `截至 ${time}`,

    retry: '重试',
    reload: '重新加载',
    dismiss: '关闭提示',
    accessDenied: (status) =>
      `此页面拒绝访问（${status}）。请登录，或参阅文档“访问控制”。`,
    rateLimited: '请求被限流。请在限流器中排除仪表盘的路径。',
    notFound: '此处已不再提供仪表盘。请重新加载页面，或检查应用是否仍启用它。',
    replacedNotice:
      '查看者连接已用完，另一位查看者取代了此页面。数据不再更新。',
    returnToLive: '恢复连接',
    outdatedNotice: '应用中的仪表盘版本已改变。请重新加载页面。',
    restarted: (from, to, at) => `进程已重启：pid ${from} → ${to}，${at}。`,
    restartCause: {
      closed: (uptime) => `旧进程运行 ${uptime} 后正常关闭。`,
      unknown: (uptime) => `旧进程运行 ${uptime} 后终止，原因未知。`,
    },
    otherReplica: (from, to, host, at) =>
      `自 ${at} 起由另一进程应答：${host} 上的 pid ${to}，此前为 pid ${from}。这是负载均衡器的选择。`,
    mixedProcesses: (answered, shown) =>
      `应答来自${answered}，而此页面显示 pid ${shown}。负载均衡器把每个请求发给不同的进程：请直接访问某个进程，或启用会话保持。`,
    pidOf: (pid) => ` pid ${pid}`,
    anotherProcess: '另一进程',
    noHistory:
      '打开此页面之前进程没有采样，图表从现在开始。可用仪表盘的 history 选项改变。',

    range: '时间范围',
    minutes: (minutes) => `${minutes} 分`,
    minutesLong: (minutes) => `最近 ${minutes} 分钟`,
    zoomed: (from, to) => `${from} – ${to}`,
    backToLive: '返回实时',
    pause: '暂停',
    resume: '继续',
    share: '分享',
    settings: '设置',
    theme: '主题',
    themes: { auto: '自动', light: '浅色', dark: '深色' },
    language: '语言',
    automatic: '自动',
    help: '帮助与键盘快捷键',
    close: '关闭',
    shortcuts: '键盘快捷键',
    keys: [
      ['g o', '总览'],
      ['g h', 'HTTP'],
      ['g m', '方法'],
      ['g v', '变量'],
      ['g e', '事件'],
      ['/', '筛选变量'],
      ['p', '暂停或继续'],
      ['1 5 0', '范围：1、5 或 10 分钟'],
      ['a', '设置或取消参考时间 A'],
      ['Esc', '关闭、返回实时，或清除筛选'],
      ['?', '这些快捷键'],
    ],
    loading: '加载中…',
  },

  findings: {
    nothing: (minutes) => `最近 ${minutes} 分钟无异常`,
    blocked: (count, minutes, longest, last) =>
      count === 1
        ? `事件循环于 ${last} 阻塞 ${longest}`
        : `事件循环 ${minutes} 分钟内阻塞 ${count} 次，最长 ${longest}，最近一次 ${last}`,
    failingRoute: (route, share) => `${route} 失败率 ${share}`,
    slowRoute: (route, p99) => `${route} p99 ${p99}`,
    slowerRoute: (route, p99, factor) =>
      `${route} p99 ${p99}，为此前的 ${factor} 倍`,
    leak: (bytes) => `GC 后堆内存每分钟增加 ${bytes}`,
    eventLoopDelay: (seconds) => `事件循环延迟 p99 ${seconds}`,
    heap: (share) => `GC 后堆内存已达上限的 ${share}`,
    cpu: (share) => `CPU ${share}`,
    serverErrors: (share) => `5xx 响应占 ${share}`,
    overLimit: (name, more) =>
      more === 0 ? `${name} 超出限值` : `${name} 等 ${more + 1} 个变量超出限值`,
    failingVariable: (name, more) =>
      more === 0 ? `${name} 读取失败` : `${name} 等 ${more + 1} 个变量读取失败`,
    lateVariable: (name, more) =>
      more === 0
        ? `${name} 未按时返回`
        : `${name} 等 ${more + 1} 个变量未按时返回`,
    restarted: (from, to, at) => `进程于 ${at} 重启，pid ${from} → ${to}`,
    moreRoutes: (text, more) => `${text}，另有 ${more} 个`,
  },

  overview: {},

  http: {},

  methods: {},

  variables: {},

  events: {},
};
