import {
  dashboardAttributes,
  INDEX_PATTERN,
  INSTANCE_FIELD,
  MAX_INSTANCES,
  positionOf,
  TIME_FIELD,
  toNdjson,
} from './panels.mjs';

/** @import { Panel, Series, Unit } from './panels.mjs' */

const ID = 'nestjs-expvar';

/**
 * Saved objects of OpenSearch Dashboards: an index pattern, a TSVB
 * visualization for each panel and a dashboard. There is no Lens.
 *
 * @param {Panel[]} panels
 */
export function openSearchDashboardsObjects(panels) {
  return toNdjson([
    {
      type: 'index-pattern',
      id: ID,
      attributes: { title: INDEX_PATTERN, timeFieldName: TIME_FIELD },
      references: [],
      migrationVersion: { 'index-pattern': '7.6.0' },
    },
    ...panels.map(visualizationOf),
    dashboardOf(panels),
  ]);
}

/**
 * @param {Panel} panel
 * @param {number} index
 */
function visualizationOf(panel, index) {
  const { title } = panel;
  return {
    type: 'visualization',
    id: idOf(index),
    attributes: {
      title,
      description: '',
      version: 1,
      uiStateJSON: '{}',
      visState: JSON.stringify({
        title,
        type: 'metrics',
        aggs: [],
        params: paramsOf(panel, index),
      }),
      kibanaSavedObjectMeta: { searchSourceJSON: '{}' },
    },
    references: [],
    migrationVersion: { visualization: '7.10.0' },
  };
}

/**
 * @param {Panel} panel
 * @param {number} index
 */
function paramsOf({ kind, unit, series }, index) {
  const isMetric = kind === 'metric';
  return {
    id: idOf(index),
    type: isMetric ? 'metric' : 'timeseries',
    index_pattern: INDEX_PATTERN,
    time_field: TIME_FIELD,
    interval: '',
    // Metrics show the last bucket, charts the whole time range.
    time_range_mode: isMetric ? 'last_value' : 'entire_time_range',
    drop_last_bucket: 0,
    axis_formatter: 'number',
    axis_position: 'left',
    axis_scale: 'normal',
    show_grid: 1,
    show_legend: 1,
    series: series.map((entry, i) => ({
      id: `series${i}`,
      label: entry.label,
      color: COLORS[i % COLORS.length],
      ...(isMetric
        ? { split_mode: 'everything' }
        : {
            split_mode: 'terms',
            terms_field: INSTANCE_FIELD,
            terms_size: String(MAX_INSTANCES),
            terms_order_by: '_key',
            terms_direction: 'asc',
          }),
      metrics: metricsOf(entry, `series${i}`),
      chart_type: kind === 'bar' ? 'bar' : 'line',
      stacked: kind === 'area_stacked' ? 'stacked' : 'none',
      fill: kind.startsWith('area') ? 0.5 : 0,
      line_width: 1,
      point_size: 1,
      separate_axis: entry.axis === 'right' ? 1 : 0,
      axis_position: entry.axis ?? 'left',
      formatter: formatterOf(entry.unit ?? unit),
      value_template: '{{value}}',
    })),
  };
}

const COLORS = [
  '#54B399',
  '#6092C0',
  '#D36086',
  '#9170B8',
  '#CA8EAE',
  '#D6BF57',
  '#B9A888',
  '#E7664C',
];

/**
 * @param {Series} series
 * @param {string} id
 */
function metricsOf({ field, operation, divideBy }, id) {
  switch (operation) {
    case 'last_value':
      return [
        {
          id: `${id}-last`,
          type: 'top_hit',
          field,
          size: 1,
          order: 'desc',
          order_by: TIME_FIELD,
          agg_with: 'concat',
        },
      ];
    case 'max':
      return [{ id: `${id}-max`, type: 'max', field }];
    case 'average':
      return [{ id: `${id}-avg`, type: 'avg', field }];
    default: {
      const rate = {
        id: `${id}-rate`,
        type: 'positive_rate',
        field,
        unit: '1s',
      };
      return divideBy === undefined
        ? [rate]
        : [
            rate,
            {
              id: `${id}-math`,
              type: 'math',
              script: `params.rate / ${divideBy}`,
              variables: [{ id: `${id}-rate-v`, name: 'rate', field: rate.id }],
            },
          ];
    }
  }
}

/** @param {Unit | undefined} unit */
function formatterOf(unit) {
  switch (unit) {
    case 'bytes':
    case 'percent':
      return unit;
    case 'nanoseconds':
      return 'ns,humanize,2';
    case 'seconds':
      return 's,humanize,2';
    default:
      return 'number';
  }
}

/** @param {Panel[]} panels */
function dashboardOf(panels) {
  const placed = panels.map((_, index) => {
    const i = String(index + 1);
    return {
      version: '7.9.3',
      gridData: { ...positionOf(index, panels), i },
      panelIndex: i,
      embeddableConfig: {},
      panelRefName: `panel_${index}`,
    };
  });
  return {
    type: 'dashboard',
    id: ID,
    attributes: dashboardAttributes(placed, {
      useMargins: true,
      hidePanelTitles: false,
    }),
    references: placed.map(({ panelRefName }, index) => ({
      name: panelRefName,
      type: 'visualization',
      id: idOf(index),
    })),
    migrationVersion: { dashboard: '7.9.3' },
  };
}

/** @param {number} index */
function idOf(index) {
  return `${ID}-${index + 1}`;
}
