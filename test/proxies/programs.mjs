// The proxies that run as separate programs, and their configuration.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, rmSync } from 'node:fs';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Ends the wait for a program that does not start. */
const START_MS = 10 * 60_000;
const POLL_MS = 20;
const TRIES = 3;

/** Debian installs servers in folders that only the PATH of root has. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

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

/** Returns the path of a program, or undefined if it is not installed. */
export function whereIs({ command }) {
  return [...(process.env.PATH ?? '').split(delimiter), ...SBIN]
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
 * @param sites each site has a `target` of host and port, and a `block` that
 *   returns its part of the configuration for a port and the target
 * @returns the ports, and `stop`
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

async function tryToStart(program, sites) {
  const ports = await freePorts(sites.length);
  const folder = await mkdtemp(join(tmpdir(), 'expvar-proxies-'));
  const file = join(folder, 'configuration');
  const blocks = sites.map(({ block, target }, i) =>
    block({ port: ports[i], target }),
  );
  await writeFile(file, `${program.configuration(blocks, folder)}\n`);
  // The log is a file, because Apache reopens /dev/stderr.
  const log = await open(join(folder, 'log'), 'w+');
  const child = spawn(whereIs(program), program.arguments(file, folder), {
    stdio: ['ignore', 'ignore', log.fd],
    env: { PATH: process.env.PATH, HOME: folder },
  });
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

async function acceptsAll(ports) {
  const accepted = await Promise.all(ports.map(accepts));
  return !accepted.includes(false);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}

/** Returns ports of 127.0.0.1 that were free a moment ago. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () =>
    createServer().listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
