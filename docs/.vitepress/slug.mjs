/**
 * The anchor of a heading as GitHub makes it, so that links to headings work on
 * the site and on a repository host.
 *
 * @param {string} heading
 */
export function slug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}
