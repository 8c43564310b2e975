import { mkdir, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { run } from './child.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const UNREACHABLE =
  /\b(?:EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ENOTCACHED|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

const FETCHING = [
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--logs-max=0',
];

/**
 * Asks for a package, because `npm install` reports a registry that is away as
 * a conflict of peer dependencies.
 *
 * @throws Error when there is no answer
 */
export async function reachRegistry() {
  await npm(['view', 'typescript', 'version', ...FETCHING], ROOT, 60);
}

/** Builds and packs the package. @returns the path of the tarball */
export async function pack(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await npm(['pack', '--pack-destination', folder], ROOT, 120);
  const [tarball] = await readdir(folder);
  return join(folder, tarball);
}

/** Installs what a folder's package.json names and the packages given. */
export async function install(folder, packages, flags = []) {
  const options = [
    '--no-audit',
    '--no-fund',
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--prefer-offline',
    // Keeps the registry's address out of the work folder.
    '--omit-lockfile-registry-resolved',
    ...FETCHING,
    ...flags,
  ];
  await npm(['install', ...options, ...packages], folder, 240);
}

async function npm(args, cwd, seconds) {
  const { code, stderr } = await run('npm', args, { cwd, seconds });
  if (code === 0) {
    return;
  }
  const unreachable = UNREACHABLE.exec(stderr);
  throw new Error(
    unreachable === null
      ? `npm ${args[0]} failed: ${complaints(stderr)}`
      : `the npm registry cannot be reached (${unreachable[0]})`,
  );
}

/** What npm says went wrong, without the addresses it names. */
function complaints(stderr) {
  const errors = stderr.match(/^npm error .*$/gm) ?? [stderr];
  return errors
    .map((line) => line.replace('npm error ', ''))
    .join('; ')
    .replaceAll(/\b[a-z+]+:\/\/\S+/g, '…');
}
