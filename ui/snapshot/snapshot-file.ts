import { decodeSnapshot } from '../../src/dashboard/protocol/decode.js';
import { encodeSnapshot } from '../../src/dashboard/protocol/encode.js';
import type { Snapshot } from '../../src/dashboard/protocol/types.js';
import { parseExactJson, stringifyExact } from './exact-json.js';
import {
  isRecord,
  type SeriesById,
  seriesOf,
  snapshotOfDocument,
} from './document-snapshot.js';

const FORMAT = 'nestjs-expvar snapshot';
const VERSION = 2;
const MAX_FILE_SIZE = 64 * 1024 * 1024;
const MAX_VIEW = 8000;

export interface SnapshotFile {
  readonly snapshot: Snapshot;
  /** The samples of numbers up to the snapshot, by the id of the node. */
  readonly series: SeriesById;
  /** The part of the URL after `#` for the view at the time. */
  readonly view: string | undefined;
}

export type FileProblem =
  'tooLarge' | 'newerVersion' | 'olderVersion' | 'notASnapshot';

export function snapshotFileText(
  { snapshot, series, view }: SnapshotFile,
  savedAt: number,
): string {
  const head = JSON.stringify({
    format: FORMAT,
    version: VERSION,
    savedAt,
    view,
    series: Object.fromEntries(series),
  });
  return `${head.slice(0, -1)},"snapshot":${encodeSnapshot(snapshot)}}`;
}

/** Opens a snapshot, or a document as curl saves it. */
export async function openSnapshotFile(
  file: File,
): Promise<SnapshotFile | FileProblem> {
  return file.size > MAX_FILE_SIZE
    ? 'tooLarge'
    : parseSnapshotFile(await file.text(), file.name, file.lastModified);
}

export function parseSnapshotFile(
  text: string,
  fileName: string,
  modifiedAt: number,
): SnapshotFile | FileProblem {
  let file: unknown;
  try {
    file = parseExactJson(text);
  } catch (error) {
    return error instanceof RangeError ? 'tooLarge' : 'notASnapshot';
  }
  if (!isRecord(file)) {
    return 'notASnapshot';
  }
  if (file['format'] !== FORMAT) {
    const snapshot = snapshotOfDocument(file, fileName, modifiedAt);
    return { snapshot, series: new Map(), view: undefined };
  }
  const { version } = file;
  if (version !== VERSION) {
    return version === 1
      ? 'olderVersion'
      : typeof version === 'number' && version > VERSION
        ? 'newerVersion'
        : 'notASnapshot';
  }
  try {
    const { view } = file;
    return {
      snapshot: decodeSnapshot(stringifyExact(file['snapshot'])),
      series: seriesOf(file['series']),
      view: typeof view === 'string' ? view.slice(0, MAX_VIEW) : undefined,
    };
  } catch {
    return 'notASnapshot';
  }
}
