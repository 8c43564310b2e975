import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const UNREACHABLE =
  /\b(?:EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ENOTCACHED|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

const FETCH_OPTIONS = [
  '--fetch-retries=3',
  '--fetch-retry-mintimeout=1000',
  '--logs-max=0',
];

/**
 * Asks the npm registry for a package. `npm install` would report an
 * unreachable registry as a conflict of peer dependencies.
 *
 * @throws {Error} if the registry does not answer
 */
export async function reachRegistry() {
  await npm(['view', 'typescript', 'version', ...FETCH_OPTIONS], ROOT);
}

/**
 * Packs what `npm run build` has built.
 *
 * @param {string} folder
 * @returns {Promise<string>} the path of the tarball
 */
export async function pack(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const [tarball] = await readdir(folder);
  if (tarball === undefined) {
    throw new Error('npm pack made no tarball');
  }
  return join(folder, tarball);
}

/**
 * Installs what the package.json of a folder names and further packages.
 *
 * @param {string} folder
 * @param {readonly string[]} packages
 * @param {readonly string[]} [flags] further flags of `npm install`
 */
export async function install(folder, packages, flags = []) {
  const options = [
    '--no-audit',
    '--no-fund',
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--prefer-offline',
    // Keeps the address of the registry out of the folder.
    '--omit-lockfile-registry-resolved',
    ...FETCH_OPTIONS,
    ...flags,
  ];
  await npm(['install', ...options, ...packages], folder);
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  const { code, stderr } = await run('npm', args, { cwd });
  if (code === 0) {
    return;
  }
  const unreachable = UNREACHABLE.exec(stderr);
  throw new Error(
    unreachable === null
      ? `npm ${args[0]} failed: ${errorsWithoutAddresses(stderr)}`
      : `the npm registry cannot be reached (${unreachable[0]})`,
  );
}

/** @param {string} stderr */
function errorsWithoutAddresses(stderr) {
  const errors = stderr.match(/^npm error .*$/gm) ?? [stderr];
  return errors
    .map((line) => line.replace('npm error ', ''))
    .join('; ')
    .replaceAll(/\b[a-z+]+:\/\/\S+/g, '…');
}
