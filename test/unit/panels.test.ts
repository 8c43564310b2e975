import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { PANELS } from '../../scripts/grafana/panels.mjs';
import { generatedFiles } from '../../scripts/panels/generated-files.mjs';
import { readPanels } from '../../scripts/panels/panels.mjs';

const KIBANA = new URL('../../examples/elastic/kibana.ndjson', import.meta.url);

interface Column {
  operationType: string;
  sourceField?: string;
  references?: string[];
  timeScale?: string;
}

interface SavedObject {
  type: string;
  id: string;
  attributes: {
    title: string;
    panelsJSON: string;
    state: {
      datasourceStates: {
        indexpattern: {
          layers: {
            layer: { columns: Record<string, Column>; columnOrder: string[] };
          };
        };
      };
      visualization: {
        accessor?: string;
        layers?: { accessors: string[]; splitAccessor: string }[];
      };
    };
  };
  references: { type: string; id: string; name: string }[];
}

async function kibanaObjects(): Promise<SavedObject[]> {
  const text = await readFile(KIBANA, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SavedObject);
}

test('the files generated from lists of panels are up to date (npm run generate:panels)', async () => {
  for (const { url, text } of await generatedFiles()) {
    expect(await readFile(url, 'utf8'), url.pathname).toBe(text);
  }
});

test('the Grafana dashboard has the titles, queries and units of the list', async () => {
  const file = new URL(
    '../../docs/integrations/grafana-dashboard.json',
    import.meta.url,
  );
  const { panels } = JSON.parse(await readFile(file, 'utf8')) as {
    panels: {
      title: string;
      fieldConfig: { defaults: { unit: string } };
      targets: { expr: string }[];
    }[];
  };
  expect(
    panels.map(({ title, fieldConfig, targets }) => ({
      title,
      unit: fieldConfig.defaults.unit,
      queries: targets.map(({ expr }) => expr),
    })),
  ).toEqual(
    PANELS.map(({ title, unit, query }) => ({
      title,
      unit,
      queries: [query],
    })),
  );
});

test('the Kibana dashboard has one Lens visualization for each panel', async () => {
  const objects = await kibanaObjects();
  const panels = await readPanels();
  expect(panels).toHaveLength(22);
  expect(objects.map(({ type }) => type)).toEqual([
    'index-pattern',
    ...panels.map(() => 'lens'),
    'dashboard',
  ]);
  expect(
    objects.slice(1, -1).map(({ attributes }) => attributes.title),
  ).toEqual(panels.map(({ title }) => title));
  const ids = new Set(objects.map(({ id, type }) => `${type} ${id}`));
  expect(ids.size).toBe(objects.length);
  for (const { references } of objects) {
    for (const { type, id } of references) {
      expect(ids).toContain(`${type} ${id}`);
    }
  }
  const dashboard = objects.at(-1)!;
  const placed = JSON.parse(dashboard.attributes.panelsJSON) as {
    panelIndex: string;
    panelRefName: string;
  }[];
  expect(
    placed.map(
      ({ panelIndex, panelRefName }) => `${panelIndex}:${panelRefName}`,
    ),
  ).toEqual(dashboard.references.map(({ name }) => name));
});

test('a Lens visualization shows columns that exist, and rates are per second', async () => {
  const lenses = (await kibanaObjects()).filter(({ type }) => type === 'lens');
  for (const { attributes } of lenses) {
    const { columns, columnOrder } =
      attributes.state.datasourceStates.indexpattern.layers.layer;
    const { accessor, layers = [] } = attributes.state.visualization;
    const shown = [
      ...(accessor === undefined ? [] : [accessor]),
      ...layers.flatMap(({ accessors, splitAccessor }) =>
        accessors.concat(splitAccessor),
      ),
      ...Object.values(columns).flatMap(({ references = [] }) => references),
    ];
    expect(Object.keys(columns)).toEqual(expect.arrayContaining(shown));
    expect(columnOrder).toEqual(Object.keys(columns));
    for (const column of Object.values(columns)) {
      if (column.operationType === 'counter_rate') {
        expect(column.timeScale).toBe('s');
      }
    }
  }
});
