import type { EvaluateOptions } from '../registry/expvar.registry.js';
import { type MediaRange, parseAccept } from './accept.js';

/** A form in which clients can get the variables; the Go document is another. */
export interface DocumentFormat {
  /** In lower case, such as `text/plain`. */
  readonly mediaType: string;
  /** The whole header. */
  readonly contentType: string;
  /** The value of `?format=` that selects it. */
  readonly queryName?: string;
  /** True if a media range with these parameters, `q` excluded, includes it. */
  matches(parameters: ReadonlyMap<string, string>): boolean;
  render(options: EvaluateOptions): Promise<Buffer>;
}

const JSON_MEDIA_TYPE = 'application/json';

/** The formats that the URL of the document answers in; JSON is always one more. */
export class DocumentFormats {
  /** @param formats the first of several that a client likes equally is sent */
  constructor(private readonly formats: readonly DocumentFormat[]) {}

  /** True if the response depends on the header `Accept`. */
  get areNegotiated(): boolean {
    return this.formats.length > 0;
  }

  /** The values of `?format=`. */
  get queryNames(): string[] {
    const names = this.formats.map(({ queryName }) => queryName);
    return ['json', ...names.filter((name) => name !== undefined)];
  }

  /** True for a value of `?format=` that is known. */
  has(queryName: string): boolean {
    return this.queryNames.includes(queryName);
  }

  /** The format of a value of `?format=`; undefined for JSON. */
  named(queryName: string): DocumentFormat | undefined {
    return this.formats.find((format) => format.queryName === queryName);
  }

  /**
   * Negotiates by RFC 9110, 12.5.1: each format has the quality of the most
   * specific media range that includes it. JSON wins a tie, and is sent when
   * no format is acceptable.
   *
   * @param accept the header
   * @returns undefined for JSON
   */
  negotiate(accept: string | undefined): DocumentFormat | undefined {
    if (accept === undefined || !this.areNegotiated) {
      return undefined;
    }
    const ranges = parseAccept(accept);
    const json = bestRange(ranges, JSON_MEDIA_TYPE, charsetOnly);
    const [best] = this.formats
      .map((format) => {
        const { quality = 0, position = 0 } =
          bestRange(ranges, format.mediaType, (parameters) =>
            format.matches(parameters),
          ) ?? {};
        return { format, quality, position };
      })
      .filter(({ quality }) => quality > (json?.quality ?? 0))
      // The range that comes first decides between formats of one quality.
      .toSorted((a, b) => b.quality - a.quality || a.position - b.position);
    return best?.format;
  }
}

/** The most specific media range that includes a format. */
function bestRange(
  ranges: readonly MediaRange[],
  mediaType: string,
  matches: (parameters: ReadonlyMap<string, string>) => boolean,
): MediaRange | undefined {
  const [mainType] = mediaType.split('/');
  const levels = ['*/*', `${mainType}/*`, mediaType];
  let best: MediaRange | undefined;
  let bestSpecificity = -1;
  for (const range of ranges) {
    const level = levels.indexOf(range.mediaType);
    const specificity = level * 1000 + range.parameters.size;
    if (
      level >= 0 &&
      specificity > bestSpecificity &&
      matches(range.parameters)
    ) {
      best = range;
      bestSpecificity = specificity;
    }
  }
  return best;
}

function charsetOnly(parameters: ReadonlyMap<string, string>): boolean {
  return [...parameters].every(
    ([name, value]) => name === 'charset' && value.toLowerCase() === 'utf-8',
  );
}
