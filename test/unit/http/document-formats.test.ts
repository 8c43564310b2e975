import { expect, test } from 'vitest';
import { parseAccept } from '../../../src/http/accept.js';
import { DocumentFormats } from '../../../src/http/document-formats.js';
import { prometheusFormats } from '../../../src/prometheus/prometheus-formats.js';
import { ExpvarRegistry } from '../../../src/registry/expvar.registry.js';

const formats = new DocumentFormats(
  prometheusFormats(new ExpvarRegistry(), {
    prefix: '',
    labels: {},
    createdTimestamps: false,
    nativeHistograms: true,
    memstats: false,
    maxSeries: 50_000,
  }),
);

const JSON_TYPE = 'JSON';
const TEXT = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';
const TEXT_1 = 'text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8';
const OPENMETRICS =
  'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores';
const OPENMETRICS_UTF8 =
  'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8';
const OPENMETRICS_OLD =
  'application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=underscores';
const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores';

const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.7,application/openmetrics-text;version=0.0.1;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3';

test.each<[string, string | undefined, string]>([
  ['no header', undefined, JSON_TYPE],
  ['an empty header', '', JSON_TYPE],
  ['any type', '*/*', JSON_TYPE],
  ['JSON', 'application/json', JSON_TYPE],
  [
    'a browser',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
    JSON_TYPE,
  ],
  ['Prometheus 3', PROMETHEUS_3, OPENMETRICS_UTF8],
  [
    'Prometheus 3 with native histograms',
    `application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,${PROMETHEUS_3.replace('q=0.7', 'q=0.6')}`,
    PROTOBUF,
  ],
  [
    'Prometheus 3 with the old text format',
    'text/plain;version=0.0.4;q=0.7,*/*;q=0.6',
    TEXT,
  ],
  [
    'Prometheus 2',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    OPENMETRICS,
  ],
  ['Datadog', 'text/plain', TEXT],
  ['any text', 'text/*', TEXT],
  [
    'OpenMetrics of any version',
    'application/openmetrics-text',
    OPENMETRICS_OLD,
  ],
  [
    'OpenMetrics 0.0.1',
    'application/openmetrics-text;version=0.0.1',
    OPENMETRICS_OLD,
  ],
  [
    'two versions of one quality, in the order of the header',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1',
    OPENMETRICS,
  ],
  ['text 1.0.0', 'text/plain;version=1.0.0;escaping=allow-utf-8', TEXT_1],
  ['upper case', 'TEXT/Plain; Version="0.0.4"', TEXT],
  ['an unknown escaping', 'text/plain;escaping=new', TEXT],
  ['an unknown version', 'text/plain;version=2', JSON_TYPE],
  ['an unknown parameter', 'text/plain;x=y', JSON_TYPE],
  ['another type', 'image/png', JSON_TYPE],
  ['a tie with JSON', 'text/plain,application/json', JSON_TYPE],
  ['a tie by a wildcard', 'text/plain;q=0.5,*/*;q=0.5', JSON_TYPE],
  ['JSON excluded', 'application/json;q=0,*/*', TEXT],
  [
    'JSON with a charset',
    'application/json;charset=UTF-8,text/plain;q=0.9',
    JSON_TYPE,
  ],
  [
    'text excluded by the most specific range',
    '*/*;q=0.1,text/plain;q=0,application/json;q=0',
    'application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=underscores',
  ],
  ['nothing', '*/*;q=0', JSON_TYPE],
  ['a quality beyond 1', 'text/plain;q=7', JSON_TYPE],
  ['no media type', 'text,;;=,"', JSON_TYPE],
])('chooses the format for %s', (_, accept, expected) => {
  expect(formats.negotiate(accept)?.contentType ?? JSON_TYPE).toBe(expected);
});

test('parses quoted parameters that contain separators', () => {
  expect(parseAccept('a/b;x="1,2;\\"3";q=0.5, c/d')).toEqual([
    {
      mediaType: 'a/b',
      parameters: new Map([['x', '1,2;"3']]),
      quality: 0.5,
      position: 0,
    },
    { mediaType: 'c/d', parameters: new Map(), quality: 1, position: 1 },
  ]);
});

test('names the formats of ?format=', () => {
  expect(formats.queryNames).toEqual(['json', 'prometheus', 'openmetrics']);
  expect(formats.named('prometheus')?.contentType).toBe(TEXT);
  expect(formats.named('openmetrics')?.contentType).toBe(OPENMETRICS);
  expect(formats.named('json')).toBeUndefined();
});
