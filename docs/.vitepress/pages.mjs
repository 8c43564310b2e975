/**
 * The pages of the site in the order of the sidebar: a path without `.md`, and
 * the title.
 *
 * @type {readonly { text: string, pages: readonly (readonly [path: string, title: string])[] }[]}
 */
export const ENGLISH = [
  {
    text: 'Guide',
    pages: [
      ['guide/getting-started', 'Getting started'],
      ['guide/exposing-values', 'Exposing values'],
      ['guide/variables-by-hand', 'Variables by hand'],
      ['guide/histograms-and-rates', 'Histograms and rates'],
      ['guide/methods', 'Methods'],
      ['guide/http-requests', 'HTTP requests'],
      ['guide/dashboard', 'Dashboard'],
      ['guide/reading-an-incident', 'Reading an incident'],
      ['guide/limits', 'Limits and health checks'],
      ['guide/access', 'Access and security'],
      ['guide/docker-and-kubernetes', 'Docker and Kubernetes'],
      ['guide/other-port', 'Another port or path'],
      ['guide/cluster', 'Cluster and PM2'],
      ['guide/fleet', 'From one process to a fleet'],
      ['guide/testing', 'Testing'],
      ['guide/failures', 'When a variable fails'],
      ['guide/troubleshooting', 'Troubleshooting'],
    ],
  },
  {
    text: 'Integrations',
    pages: [
      ['integrations/index', 'Overview'],
      ['integrations/metricbeat', 'Metricbeat'],
      ['integrations/kibana', 'Kibana'],
      ['integrations/opentelemetry-collector', 'OpenTelemetry Collector'],
      ['integrations/opentelemetry', 'OpenTelemetry SDK'],
      ['integrations/prometheus', 'Prometheus'],
      ['integrations/grafana', 'Grafana'],
      ['integrations/expvarmon', 'expvarmon'],
      ['integrations/go', 'Go'],
    ],
  },
  {
    text: 'Migration',
    pages: [
      ['migration/prom-client', 'From prom-client'],
      ['migration/go', "From Go's expvar"],
    ],
  },
  {
    text: 'Reference',
    pages: [
      ['reference/options', 'Options'],
      ['reference/decorators', 'Decorators'],
      ['reference/variables', 'Variables'],
      ['reference/memstats', 'memstats'],
      ['reference/node', 'node'],
      ['reference/http', 'HTTP'],
      ['reference/differences-from-go', 'Differences from Go'],
    ],
  },
  {
    text: 'About',
    pages: [
      ['performance', 'Performance'],
      ['reliability', 'Reliability'],
      ['architecture', 'Architecture'],
    ],
  },
];

/** @type {typeof ENGLISH} */
export const CHINESE = [
  {
    text: '指南',
    pages: [
      ['zh/getting-started', '快速上手'],
      ['zh/access', '访问控制'],
      ['zh/dashboard', '仪表盘'],
    ],
  },
];
