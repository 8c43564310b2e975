import { readFile } from 'node:fs/promises';
import { table, withGenerated } from '../docs/generated.mjs';
import { grafanaDashboard } from '../grafana/dashboard.mjs';
import { PANELS } from '../grafana/panels.mjs';
import { kibanaObjects } from './kibana.mjs';
import { openSearchDashboardsObjects } from './opensearch-dashboards.mjs';
import { folder, readPanels } from './panels.mjs';
import { panelRows } from './table.mjs';

const docs = new URL('../../docs/integrations/', import.meta.url);

/** The files that are made from the panels of dashboards, or have a part that is. */
export async function generatedFiles() {
  const panels = await readPanels();
  return [
    {
      url: new URL('grafana-dashboard.json', docs),
      text: await grafanaDashboard(),
    },
    await pageWithPanels('grafana.md', [
      ['panel', 'metrics', 'unit in Grafana'],
      ...PANELS.map(({ title, query, unit }) => [
        title,
        metricsIn(query),
        unit,
      ]),
    ]),
    { url: new URL('kibana.ndjson', folder), text: kibanaObjects(panels) },
    {
      url: new URL('opensearch-dashboards.ndjson', folder),
      text: openSearchDashboardsObjects(panels),
    },
    await pageWithPanels('kibana.md', panelRows(panels)),
  ];
}

/**
 * @param {string} name of a page of the documentation
 * @param {readonly (readonly string[])[]} rows
 */
async function pageWithPanels(name, rows) {
  const url = new URL(name, docs);
  const page = await readFile(url, 'utf8');
  return { url, text: withGenerated(page, 'panels', table(rows)) };
}

/** @param {string} query */
function metricsIn(query) {
  const names = query.matchAll(/\w+(?=\{)/g);
  return [...new Set(Array.from(names, ([name]) => `\`${name}\``))].join(', ');
}
