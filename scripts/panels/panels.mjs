import { readFile } from 'node:fs/promises';

/**
 * One panel of the dashboard.
 *
 * @typedef {{
 *   title: string,
 *   kind: 'metric' | 'line' | 'bar' | 'area' | 'area_stacked',
 *   unit?: Unit,
 *   series: Series[],
 * }} Panel
 */

/**
 * One value or line of a panel. `counter_rate` is the increase of the maximum
 * per second. `type` is `string` where the field holds no numbers. `unit`
 * replaces the panel's.
 *
 * @typedef {{
 *   label: string,
 *   field: string,
 *   operation: 'last_value' | 'max' | 'average' | 'counter_rate',
 *   type?: 'string',
 *   divideBy?: number,
 *   unit?: Unit,
 *   axis?: 'right',
 * }} Series
 */

/** @typedef {'bytes' | 'percent' | 'nanoseconds' | 'seconds' | 'per second'} Unit */

export const TIME_FIELD = '@timestamp';
/** The field that tells the processes apart. */
export const INSTANCE_FIELD = 'service.address';
export const INDEX_PATTERN = 'metricbeat-*';
const TITLE = 'NestJS expvar';

/** The processes that one panel shows at most. */
export const MAX_INSTANCES = 10;

export const folder = new URL('../../examples/elastic/', import.meta.url);

/** @returns {Promise<Panel[]>} */
export async function readPanels() {
  return JSON.parse(await readFile(new URL('panels.json', folder), 'utf8'));
}

/**
 * The position of a panel on a dashboard that is 48 columns wide. The three
 * metrics share the first row.
 *
 * @param {number} index
 * @param {Panel[]} panels
 */
export function positionOf(index, panels) {
  const metrics = panels.filter(({ kind }) => kind === 'metric').length;
  return index < metrics
    ? { x: index * 16, y: 0, w: 16, h: 8 }
    : {
        x: ((index - metrics) % 2) * 24,
        y: 8 + Math.floor((index - metrics) / 2) * 12,
        w: 24,
        h: 12,
      };
}

/**
 * The attributes that the dashboard has in Kibana and in OpenSearch Dashboards.
 *
 * @param {object[]} placed the panels with their positions
 * @param {object} options
 */
export function dashboardAttributes(placed, options) {
  return {
    title: TITLE,
    description: '',
    hits: 0,
    version: 1,
    panelsJSON: JSON.stringify(placed),
    optionsJSON: JSON.stringify(options),
    timeRestore: false,
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({
        query: { language: 'kuery', query: '' },
        filter: [],
      }),
    },
  };
}

/** @param {object[]} objects */
export function toNdjson(objects) {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}
