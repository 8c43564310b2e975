import {
  dashboardAttributes,
  INDEX_PATTERN,
  INSTANCE_FIELD,
  MAX_INSTANCES,
  positionOf,
  TIME_FIELD,
  toNdjson,
} from './panels.mjs';

/**
 * @import { Panel, Series, Unit } from './panels.mjs'
 *
 * @typedef {Record<string, Record<string, unknown>>} Columns
 */

// Kibana 7.17 wrote objects in these versions of their types. Kibana 8 migrates them.
const CORE_VERSION = '7.17.0';
const VERSIONS = {
  'index-pattern': '7.11.0',
  lens: '7.16.0',
  dashboard: '7.17.3',
};

const DATA_VIEW = 'nestjs-expvar';
const LAYER = 'layer';

const SERIES_TYPES = {
  line: 'line',
  bar: 'bar',
  area: 'area',
  area_stacked: 'area_stacked',
};

/**
 * Saved objects of Kibana: a data view, a Lens visualization for each panel and
 * a dashboard.
 *
 * @param {Panel[]} panels
 */
export function kibanaObjects(panels) {
  return toNdjson([
    dataViewOf(panels),
    ...panels.map(visualizationOf),
    dashboardOf(panels),
  ]);
}

/**
 * @param {keyof typeof VERSIONS} type
 * @param {string} id
 * @param {object} attributes
 * @param {{ type: string, id: string, name: string }[]} references
 */
function savedObject(type, id, attributes, references) {
  return {
    type,
    id,
    attributes,
    references,
    coreMigrationVersion: CORE_VERSION,
    migrationVersion: { [type]: VERSIONS[type] },
  };
}

/** @param {Panel[]} panels */
function dataViewOf(panels) {
  const formats = panels.flatMap(({ unit, series }) =>
    series.flatMap((entry) => {
      const format = fieldFormatOf(entry.unit ?? unit);
      // A rate has another unit than its field.
      return format === undefined || entry.operation === 'counter_rate'
        ? []
        : [[entry.field, format]];
    }),
  );
  return savedObject(
    'index-pattern',
    DATA_VIEW,
    {
      title: INDEX_PATTERN,
      timeFieldName: TIME_FIELD,
      fields: '[]',
      fieldFormatMap: JSON.stringify(Object.fromEntries(formats)),
    },
    [],
  );
}

/** @param {Unit | undefined} unit */
function fieldFormatOf(unit) {
  switch (unit) {
    case 'bytes':
      return { id: 'bytes' };
    case 'percent':
      return { id: 'percent' };
    case 'nanoseconds':
    case 'seconds':
      return {
        id: 'duration',
        params: {
          inputFormat: unit,
          outputFormat: 'humanizePrecise',
          outputPrecision: 2,
          useShortSuffix: true,
        },
      };
    default:
      return undefined;
  }
}

/**
 * @param {Panel} panel
 * @param {number} index
 */
function visualizationOf(panel, index) {
  const series = panel.series.map((entry, i) =>
    columnsOf(entry, `value${i}`, entry.unit ?? panel.unit),
  );
  const isMetric = panel.kind === 'metric';
  /** @type {Columns} */
  const columns = Object.assign(
    isMetric ? {} : bucketColumns(),
    ...series.map(({ columns }) => columns),
  );
  const accessors = series.map(({ accessor }) => accessor);
  return savedObject(
    'lens',
    idOf(index),
    {
      title: panel.title,
      description: '',
      visualizationType: isMetric ? 'lnsMetric' : 'lnsXY',
      state: {
        datasourceStates: {
          indexpattern: {
            layers: {
              [LAYER]: {
                columns,
                columnOrder: Object.keys(columns),
                incompleteColumns: {},
              },
            },
          },
        },
        visualization: isMetric
          ? { layerId: LAYER, layerType: 'data', accessor: accessors[0] }
          : chartOf(panel, accessors),
        query: { language: 'kuery', query: '' },
        filters: [],
      },
    },
    [
      'indexpattern-datasource-current-indexpattern',
      `indexpattern-datasource-layer-${LAYER}`,
    ].map((name) => ({ type: 'index-pattern', id: DATA_VIEW, name })),
  );
}

/**
 * @param {Panel} panel
 * @param {string[]} accessors
 */
function chartOf({ kind, series }, accessors) {
  const seriesType = kind === 'metric' ? 'line' : SERIES_TYPES[kind];
  return {
    legend: { isVisible: true, position: 'right' },
    valueLabels: 'hide',
    fittingFunction: 'None',
    preferredSeriesType: seriesType,
    layers: [
      {
        layerId: LAYER,
        layerType: 'data',
        seriesType,
        xAccessor: 'time',
        splitAccessor: 'instance',
        accessors,
        yConfig: accessors
          .filter((_, i) => series[i]?.axis === 'right')
          .map((forAccessor) => ({ forAccessor, axisMode: 'right' })),
      },
    ],
  };
}

/** The columns that every chart has. Lens asks for the instances first. */
function bucketColumns() {
  return {
    instance: {
      label: INSTANCE_FIELD,
      dataType: 'string',
      operationType: 'terms',
      sourceField: INSTANCE_FIELD,
      isBucketed: true,
      scale: 'ordinal',
      params: {
        size: MAX_INSTANCES,
        orderBy: { type: 'alphabetical' },
        orderDirection: 'asc',
        otherBucket: false,
        missingBucket: false,
      },
    },
    time: {
      label: TIME_FIELD,
      dataType: 'date',
      operationType: 'date_histogram',
      sourceField: TIME_FIELD,
      isBucketed: true,
      scale: 'interval',
      params: { interval: 'auto' },
    },
  };
}

/**
 * The columns of a series, and the id of the column that is shown.
 *
 * @param {Series} series
 * @param {string} id
 * @param {Unit | undefined} unit
 * @returns {{ columns: Columns, accessor: string }}
 */
function columnsOf({ label, field, type, operation, divideBy }, id, unit) {
  const shown = {
    label,
    customLabel: true,
    ...(type === undefined ? {} : { dataType: type, scale: 'ordinal' }),
  };
  if (operation !== 'counter_rate') {
    return {
      accessor: id,
      columns: { [id]: { ...fieldColumn(operation, field), ...shown } },
    };
  }
  const params = unit === 'percent' ? { format: { id: 'percent' } } : {};
  const max = fieldColumn('max', field);
  if (divideBy === undefined) {
    return {
      accessor: id,
      columns: {
        [`${id}X0`]: max,
        [id]: { ...rateColumn(`${id}X0`), params, ...shown },
      },
    };
  }
  // Lens stores a formula together with the columns that it stands for.
  const formula = `counter_rate(max(${field})) / ${divideBy}`;
  const part = { label: `Part of ${formula}`, customLabel: true };
  return {
    accessor: id,
    columns: {
      [`${id}X0`]: { ...max, ...part },
      [`${id}X1`]: { ...rateColumn(`${id}X0`), ...part },
      [`${id}X2`]: {
        ...numberColumn('math'),
        ...part,
        references: [`${id}X1`],
        params: {
          tinymathAst: {
            type: 'function',
            name: 'divide',
            args: [`${id}X1`, divideBy],
            location: { min: 0, max: formula.length },
            text: formula,
          },
        },
      },
      [id]: {
        ...numberColumn('formula'),
        references: [`${id}X2`],
        params: { formula, isFormulaBroken: false, ...params },
        ...shown,
      },
    },
  };
}

/** @param {string} operationType */
function numberColumn(operationType) {
  return {
    dataType: 'number',
    operationType,
    isBucketed: false,
    scale: 'ratio',
  };
}

/**
 * @param {'last_value' | 'max' | 'average'} operation
 * @param {string} field
 */
function fieldColumn(operation, field) {
  const column = {
    ...numberColumn(operation),
    label: field,
    sourceField: field,
  };
  return operation === 'last_value'
    ? {
        ...column,
        params: { sortField: TIME_FIELD },
        filter: { language: 'kuery', query: `${field}: *` },
      }
    : column;
}

/** @param {string} reference the column of the maximum */
function rateColumn(reference) {
  return {
    ...numberColumn('counter_rate'),
    references: [reference],
    timeScale: 's',
  };
}

/** @param {Panel[]} panels */
function dashboardOf(panels) {
  const placed = panels.map((_, index) => {
    const i = String(index + 1);
    return {
      version: CORE_VERSION,
      type: 'lens',
      gridData: { ...positionOf(index, panels), i },
      panelIndex: i,
      embeddableConfig: { enhancements: {} },
      panelRefName: `panel_${i}`,
    };
  });
  return savedObject(
    'dashboard',
    DATA_VIEW,
    dashboardAttributes(placed, { useMargins: true, syncColors: false }),
    placed.map(({ panelIndex, panelRefName }, index) => ({
      name: `${panelIndex}:${panelRefName}`,
      type: 'lens',
      id: idOf(index),
    })),
  );
}

/** @param {number} index */
function idOf(index) {
  return `${DATA_VIEW}-${index + 1}`;
}
