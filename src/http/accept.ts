/** One of the media ranges in a header `Accept`. */
export interface MediaRange {
  /** In lower case, such as `text/plain`, `text/*` or `*\/*`. */
  readonly mediaType: string;
  /** The parameters without `q`; names are in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0 to 1. */
  readonly quality: number;
  /** The place in the header. */
  readonly position: number;
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';

const MEDIA_RANGE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})\\s*$`);

const PARAMETER = new RegExp(
  `^\\s*(${TOKEN})\\s*=\\s*(${TOKEN}|${QUOTED})\\s*$`,
);

/** Parses a header `Accept`. Media ranges that are malformed are left out. */
export function parseAccept(header: string): MediaRange[] {
  return divide(header, ',')
    .map((item, position) => parseRange(item, position))
    .filter((range) => range !== undefined);
}

function parseRange(item: string, position: number): MediaRange | undefined {
  const [first = '', ...rest] = divide(item, ';');
  const [, mediaType] = MEDIA_RANGE.exec(first) ?? [];
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const [, name, value] = PARAMETER.exec(parameter) ?? [];
    if (name !== undefined) {
      parameters.set(name.toLowerCase(), unquote(value!));
    } else if (parameter.trim() !== '') {
      return undefined;
    }
  }
  const quality = Number(parameters.get('q') ?? 1);
  parameters.delete('q');
  return mediaType !== undefined && quality >= 0 && quality <= 1
    ? { mediaType: mediaType.toLowerCase(), parameters, quality, position }
    : undefined;
}

function unquote(value: string): string {
  return value.startsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, '$1')
    : value;
}

/** Divides a list at the separators outside of quoted strings. */
function divide(list: string, separator: string): string[] {
  const items: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '"') {
      isQuoted = !isQuoted;
    } else if (isQuoted && list[i] === '\\') {
      i++;
    } else if (!isQuoted && list[i] === separator) {
      items.push(list.slice(start, i));
      start = i + 1;
    }
  }
  items.push(list.slice(start));
  return items;
}
