import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '../support/child.mjs';
import { install } from '../support/npm.mjs';

/** A consumer's project in a folder where it is installed. */
export class Project {
  /**
   * @param {string} source
   * @param {string} folder
   * @param {import('../support/report.mjs').Report} report
   * @param {string} [nest] the version of Nest to install; the default is that
   *   of package.json
   */
  constructor(source, folder, report, nest) {
    this.source = source;
    this.folder = folder;
    this.report = report;
    this.nest = nest;
  }

  /**
   * @param {string} name
   * @param {() => unknown} body
   */
  check(name, body) {
    return this.report.check(`${basename(this.folder)}, ${name}`, body);
  }

  /**
   * @param {string} tarball
   * @returns true if the project is ready to run
   */
  async prepare(tarball) {
    return (
      (await this.check('installs the tarball', () => this.install(tarball))) &&
      (await this.check('compiles', () => this.compile()))
    );
  }

  /** @param {string} tarball */
  async install(tarball) {
    await rm(this.folder, { recursive: true, force: true });
    await cp(this.source, this.folder, { recursive: true });
    await install(
      this.folder,
      [tarball, ...nestPackages(this.nest)],
      // platform-fastify 11.0.1 has Nest 10 as its peer.
      this.nest === undefined ? [] : ['--legacy-peer-deps'],
    );
    assert.deepEqual(
      await this.copiesOf('nestjs-expvar'),
      ['nestjs-expvar'],
      'there is not exactly one nestjs-expvar',
    );
    assert.deepEqual(
      await this.copiesOf('@nestjs/core'),
      ['@nestjs/core'],
      'there is not exactly one @nestjs/core',
    );
    const installed = JSON.parse(
      await readFile(
        join(this.folder, 'node_modules/.package-lock.json'),
        'utf8',
      ),
    ).packages['node_modules/nestjs-expvar'];
    assert.equal(installed.integrity, integrity(await readFile(tarball)));
  }

  /**
   * Compiles with the project's compiler and settings.
   *
   * @param {string[]} options further options of the compiler
   */
  async compile(...options) {
    const { code, stdout } = await this.run(process.execPath, [
      'node_modules/typescript/bin/tsc',
      ...options,
    ]);
    assert.equal(code, 0, stdout);
  }

  /**
   * @param {string} command
   * @param {readonly string[]} args
   */
  run(command, args) {
    return run(command, args, { cwd: this.folder });
  }

  /** @param {string} name */
  async copiesOf(name) {
    const modules = join(this.folder, 'node_modules');
    const files = await readdir(modules, { recursive: true });
    const manifest = `${name}/package.json`;
    return files
      .filter((file) => `/${file}`.endsWith(`/${manifest}`))
      .map((file) => file.slice(0, -'/package.json'.length));
  }
}

/** @param {Buffer} bytes */
function integrity(bytes) {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/**
 * Requests the newest release up to the version, because an adapter may lack
 * the exact one.
 *
 * @param {string | undefined} version
 */
function nestPackages(version) {
  return version === undefined
    ? []
    : ['core', 'common', 'platform-express', 'platform-fastify'].map(
        (name) => `@nestjs/${name}@<=${version}`,
      );
}
