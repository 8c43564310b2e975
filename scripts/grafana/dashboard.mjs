import { format } from 'prettier';
import { PANELS } from './panels.mjs';

/** @import { Panel } from './panels.mjs' */

const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };
/** A dashboard is 24 columns wide. */
const PANEL = { w: 12, h: 8 };

/** The dashboard as Grafana imports it. */
export async function grafanaDashboard() {
  const dashboard = {
    title: 'NestJS expvar',
    uid: 'nestjs-expvar',
    tags: ['nestjs', 'expvar'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        {
          name: 'datasource',
          label: 'Data source',
          type: 'datasource',
          query: 'prometheus',
        },
        queryVariable('job', 'node_uptime_seconds'),
        queryVariable('instance', 'node_uptime_seconds{job=~"$job"}'),
      ],
    },
    panels: PANELS.map(toPanel),
  };
  return format(JSON.stringify(dashboard), { parser: 'json' });
}

/**
 * @param {string} label
 * @param {string} series whose values of the label can be chosen
 */
function queryVariable(label, series) {
  const query = `label_values(${series}, ${label})`;
  return {
    name: label,
    type: 'query',
    datasource: DATA_SOURCE,
    definition: query,
    query: { query, refId: label },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  };
}

/**
 * @param {Panel} panel
 * @param {number} index
 */
function toPanel({ title, query, unit, legend }, index) {
  const labels = ['instance', ...legend.split(' ').filter(Boolean)];
  return {
    id: index + 1,
    title,
    type: 'timeseries',
    datasource: DATA_SOURCE,
    gridPos: {
      ...PANEL,
      x: (index % 2) * PANEL.w,
      y: Math.floor(index / 2) * PANEL.h,
    },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: { fillOpacity: 10, showPoints: 'never' },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: [
      {
        refId: 'A',
        datasource: DATA_SOURCE,
        expr: query,
        legendFormat: labels.map((label) => `{{${label}}}`).join(' '),
      },
    ],
  };
}
