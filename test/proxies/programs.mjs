// The proxies that run as separate programs, and their configuration.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, rmSync } from 'node:fs';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePorts } from '../support/free-ports.mjs';

/** Ends the wait for a program that does not start. */
const START_MS = 10 * 60_000;
const POLL_MS = 20;
const TRIES = 3;

/** Debian installs servers in folders that only the PATH of root has. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * @typedef {{ port: number, target: string }} Site the port that the proxy
 *   listens on, and the host and port that it forwards to
 *
 * A program that forwards to several sites.
 *
 * @typedef {object} Program
 * @property {string} command
 * @property {(blocks: string[], folder: string) => string} configuration
 * @property {(file: string, folder: string) => string[]} arguments
 *
 * The target of one proxy, and `block`, which returns its part of the
 * configuration.
 *
 * @typedef {{ target: string, block: (site: Site) => string }} ProxiedSite
 *
 * @typedef {{ ports: number[], stop: () => Promise<void> }} Started
 */

/** @type {Program} */
export const nginx = {
  command: 'nginx',
  configuration: (blocks, folder) => `
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      ${blocks.join('\n')}
    }`,
  arguments: (file, folder) => ['-p', folder, '-e', 'stderr', '-c', file],
};

/** @type {Program} */
export const haproxy = {
  command: 'haproxy',
  configuration: (blocks) => `
    defaults
      mode http
      timeout connect 600s
      timeout client 600s
      timeout server 600s
    ${blocks.join('\n')}`,
  arguments: (file) => ['-db', '-f', file],
};

/** @type {Program} */
export const caddy = {
  command: 'caddy',
  configuration: (blocks) => `
    {
      admin off
      auto_https off
      log {
        level ERROR
      }
    }
    ${blocks.join('\n')}`,
  arguments: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
};

/** @type {Program} */
export const apache = {
  command: 'apache2',
  configuration: (blocks, folder) => `
    ServerRoot ${folder}
    ServerName localhost
    PidFile ${folder}/apache2.pid
    DefaultRuntimeDir ${folder}
    Mutex file:${folder}
    ErrorLog /dev/stderr
    LogLevel error
    ${['mpm_event', 'authz_core', 'proxy', 'proxy_http']
      .map(
        (name) => `LoadModule ${name}_module ${APACHE_MODULES}/mod_${name}.so`,
      )
      .join('\n')}
    ${blocks.join('\n')}`,
  arguments: (file) => ['-X', '-f', file],
};

const APACHE_MODULES = '/usr/lib/apache2/modules';

/**
 * Returns the path of a program, or undefined if it is not installed.
 *
 * @param {Program} program
 */
export function whereIs({ command }) {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...SBIN]
    .map((folder) => join(folder, command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Starts one process of a program that forwards to all sites.
 *
 * @param {Program} program
 * @param {ProxiedSite[]} sites
 * @returns {Promise<Started>}
 */
export async function startProgram(program, sites) {
  for (let tries = 1; ; tries++) {
    try {
      return await tryToStart(program, sites);
    } catch (error) {
      // Another process may have bound a port meanwhile.
      if (tries === TRIES) {
        throw error;
      }
    }
  }
}

/**
 * @param {Program} program
 * @param {ProxiedSite[]} sites
 * @returns {Promise<Started>}
 */
async function tryToStart(program, sites) {
  const first = await freePorts(sites.length);
  const ports = sites.map((_site, i) => first + i);
  const folder = await mkdtemp(join(tmpdir(), 'expvar-proxies-'));
  const file = join(folder, 'configuration');
  const blocks = sites.map(({ block, target }, i) =>
    block({ port: first + i, target }),
  );
  await writeFile(file, `${program.configuration(blocks, folder)}\n`);
  // The log is a file, because Apache reopens /dev/stderr.
  const log = await open(join(folder, 'log'), 'w+');
  const child = spawn(
    whereIs(program) ?? program.command,
    program.arguments(file, folder),
    {
      stdio: ['ignore', 'ignore', log.fd],
      env: { PATH: process.env['PATH'], HOME: folder },
    },
  );
  const exited = once(child, 'exit');
  const abandon = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const stop = async () => {
    abandon();
    await exited;
    await log.close();
    process.off('exit', abandon);
  };
  try {
    const end = performance.now() + START_MS;
    while (!(await acceptsAll(ports))) {
      if (child.exitCode !== null || performance.now() > end) {
        const output = await readFile(join(folder, 'log'), 'utf8');
        throw new Error(`${program.command} does not listen: ${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

/** @param {number[]} ports */
async function acceptsAll(ports) {
  const accepted = await Promise.all(ports.map(accepts));
  return !accepted.includes(false);
}

/** @param {number} port */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}
