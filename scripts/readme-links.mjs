import path from 'node:path';

const CODE = /^(`{3,}|~{3,})[^]*?^\1.*$|`[^`\n]*`|<!--[^]*?-->/gm;
const TARGETS =
  /\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:href|src)="([^"]+)"/gm;
const SRCSET = /\bsrcset="([^"]+)"/g;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$|\b(?:id|name)="([^"]+)"/gm;

/**
 * Returns the links and pictures of the README that do not work on the
 * registry's page. The registry resolves relative addresses against a GitHub
 * repository, in links and in the `src` of pictures only (marky-markdown,
 * lib/plugin/github.js).
 *
 * @param {object} project
 * @param {(file: string) => string} project.read returns the text of a file
 * @param {readonly string[]} project.files the files in the repository
 * @param {string | undefined} project.repository its address, if it is known
 * @returns {string[]} a line for each
 */
export function brokenReadmeLinks({ read, files, repository }) {
  const readme = read('README.md').replaceAll(CODE, '');
  const isOnGitHub = repository?.includes('github.com/') ?? true;
  const problems = [];
  for (const [, target] of readme.matchAll(SRCSET)) {
    if (isRelative(target)) {
      problems.push(`${target}: the registry does not resolve srcset`);
    }
  }
  for (const [, inline, reference, attribute] of readme.matchAll(TARGETS)) {
    const target = inline ?? reference ?? attribute ?? '';
    if (!isRelative(target)) {
      continue;
    }
    const [file = '', anchor] = decodeURI(target).split('#');
    const resolved = file === '' ? 'README.md' : path.posix.normalize(file);
    const isFile = files.includes(resolved);
    if (!isFile && !files.some((name) => name.startsWith(`${resolved}/`))) {
      problems.push(`${target}: the repository has no such file`);
    } else if (file !== '' && !isOnGitHub) {
      problems.push(`${target}: ${repository} is not on GitHub`);
    } else if (
      anchor !== undefined &&
      resolved.endsWith('.md') &&
      !anchorsOf(read(resolved)).includes(anchor)
    ) {
      problems.push(`${target}: ${resolved} has no such heading`);
    }
  }
  return problems;
}

/** @param {string | undefined} target */
function isRelative(target = '') {
  return !/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target);
}

/**
 * The anchors of a Markdown file, as GitHub and the registry make them.
 *
 * @param {string} text
 */
function anchorsOf(text) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(HEADING)].map(
    ([, heading, id]) => {
      if (heading === undefined) {
        return id;
      }
      const slug = heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-');
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    },
  );
}
