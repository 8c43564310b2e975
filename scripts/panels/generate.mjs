// Writes what is generated from the panels of dashboards: those of Kibana in
// examples/elastic/panels.json and those of Grafana in scripts/grafana.
import { writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated-files.mjs';

for (const { url, text } of await generatedFiles()) {
  await writeFile(url, text);
}
