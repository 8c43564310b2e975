import { readFile } from 'node:fs/promises';
import { table, withGenerated } from '../docs/generated.mjs';
import { grafanaDashboard } from '../grafana/dashboard.mjs';
import { PANELS } from '../grafana/panels.mjs';
import { kibanaObjects } from './kibana.mjs';
import { openSearchDashboardsObjects } from './opensearch-dashboards.mjs';
import { folder, readPanels } from './panels.mjs';
import { panelTable } from './table.mjs';

const START = '<!-- panels: npm run generate:panels -->';
const END = '<!-- end of panels -->';

/** The page of the documentation that has the table of panels. */
const page = new URL('../../docs/integrations/kibana.md', import.meta.url);

const GRAFANA = {
  dashboard: new URL(
    '../../docs/integrations/grafana-dashboard.json',
    import.meta.url,
  ),
  page: new URL('../../docs/integrations/grafana.md', import.meta.url),
};

/** The files that are made from the panels of dashboards, or have a part that is. */
export async function generatedFiles() {
  const panels = await readPanels();
  const text = await readFile(page, 'utf8');
  const [before, rest] = text.split(START);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) {
    throw new Error(`${page.pathname} has no "${START}" … "${END}"`);
  }
  return [
    { url: GRAFANA.dashboard, text: await grafanaDashboard() },
    {
      url: GRAFANA.page,
      text: withGenerated(
        await readFile(GRAFANA.page, 'utf8'),
        'panels',
        table([
          ['panel', 'metrics', 'unit in Grafana'],
          ...PANELS.map(({ title, query, unit }) => [
            title,
            metricsIn(query),
            unit,
          ]),
        ]),
      ),
    },
    { url: new URL('kibana.ndjson', folder), text: kibanaObjects(panels) },
    {
      url: new URL('opensearch-dashboards.ndjson', folder),
      text: openSearchDashboardsObjects(panels),
    },
    {
      url: page,
      text: `${before}${START}\n\n${panelTable(panels)}\n\n${END}${after}`,
    },
  ];
}

/** @param {string} query */
function metricsIn(query) {
  const names = query.matchAll(/\w+(?=\{)/g);
  return [...new Set(Array.from(names, ([name]) => `\`${name}\``))].join(', ');
}
