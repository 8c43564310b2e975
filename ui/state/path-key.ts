/** Encodes a path as one string that is unique and can stand in a URL. */
export function pathKey(path: readonly string[]): string {
  return path.map(encodePathPart).join('/');
}

export function encodePathPart(part: string): string {
  return encodeURIComponent(
    part.replace(
      // encodeURIComponent throws for a lone surrogate.
      /~|\p{Cs}/gu,
      (char) => `~${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

/** The path that `pathKey` has encoded. */
export function pathOfKey(key: string): readonly string[] {
  return key.split('/').map((part) => {
    try {
      return decodeURIComponent(part).replaceAll(
        /~([\da-f]{4})/g,
        (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)),
      );
    } catch {
      // A link that somebody has changed by hand.
      return part;
    }
  });
}
