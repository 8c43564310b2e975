import {
  readHistory,
  readSnapshot,
} from '../../src/dashboard/protocol/decode.js';
import { encodeSnapshot } from '../../src/dashboard/protocol/encode.js';
import type {
  HistoryResponse,
  Snapshot,
} from '../../src/dashboard/protocol/types.js';
import { snapshotOfDocument } from './document-snapshot.js';
import { isRecord, parseExactJson } from './exact-json.js';

const FORMAT = 'nestjs-expvar snapshot';
const VERSION = 2;
const MAX_FILE_SIZE = 64 * 1024 * 1024;
const MAX_VIEW = 8000;

export interface SnapshotFile {
  readonly snapshot: Snapshot;
  /** The samples of numbers up to the snapshot, by the id of the node. */
  readonly series: HistoryResponse['series'];
  /** The part of the URL after `#` for the view at the time. */
  readonly view: string | undefined;
  /** The number of values that were too many to be opened. */
  readonly omitted: number;
}

export type FileProblem =
  'tooLarge' | 'newerVersion' | 'olderVersion' | 'notASnapshot';

export function snapshotFileText(
  { snapshot, series, view }: Omit<SnapshotFile, 'omitted'>,
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
  try {
    const file: unknown = JSON.parse(text);
    if (!isRecord(file)) {
      return 'notASnapshot';
    }
    const { format, version, snapshot, series, view } = file;
    if (format !== FORMAT) {
      const document = parseExactJson(text) as object;
      return {
        ...snapshotOfDocument(document, fileName, modifiedAt),
        series: new Map(),
        view: undefined,
      };
    }
    if (version !== VERSION) {
      return version === 1
        ? 'olderVersion'
        : typeof version === 'number' && version > VERSION
          ? 'newerVersion'
          : 'notASnapshot';
    }
    return {
      snapshot: readSnapshot(snapshot),
      series: readHistory({ n: 0, series }).series,
      view: typeof view === 'string' ? view.slice(0, MAX_VIEW) : undefined,
      omitted: 0,
    };
  } catch (error) {
    return error instanceof RangeError ? 'tooLarge' : 'notASnapshot';
  }
}
