/**
 * One string for a path, which no other path has, and which may stand in a URL
 * as it is. Half a surrogate pair would throw, hence the tilde.
 */
export function pathKey(path: readonly string[]): string {
  return path.map(encodePart).join('/');
}

export function encodePart(part: string): string {
  return encodeURIComponent(
    part.replace(
      /~|\p{Cs}/gu,
      (char) => `~${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}
