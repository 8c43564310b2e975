import assert from 'node:assert/strict';
import { run } from '../support/child.mjs';
import { RecordingProxy } from './recording-proxy.mjs';

/**
 * @typedef {import('./recording-proxy.mjs').Spoil} Spoil
 *
 * Compares what a client read with the documents. It changes the documents
 * before, if a function is given.
 *
 * @typedef {(spoil?: Spoil) => Promise<void>} Comparison
 */

/** Runs one client against one application. */
export class Session {
  #report;
  #name;
  #app;
  #program;

  /**
   * @param {import('../support/report.mjs').Report} report
   * @param {string} name the prefix of the names of its checks
   * @param {string} app the address of the application
   * @param {string} program the path of the client's program
   */
  constructor(report, name, app, program) {
    this.#report = report;
    this.#name = name;
    this.#app = app;
    this.#program = program;
  }

  get app() {
    return this.#app;
  }

  /**
   * @param {string} name
   * @param {() => unknown} body
   */
  check(name, body) {
    return this.#report.check(`${this.#name}: ${name}`, body);
  }

  /**
   * Checks a comparison, and checks that it fails with each spoiler's changed
   * document.
   *
   * @param {string} name
   * @param {Comparison} compare
   * @param {{ name: string, spoil: Spoil }[]} spoilers
   */
  async checkComparison(name, compare, spoilers) {
    const hasPassed = await this.check(name, () => compare());
    for (const { name: flaw, spoil } of hasPassed ? spoilers : []) {
      await this.check(`${name}, which notices ${flaw}`, () =>
        assert.rejects(compare(spoil)),
      );
    }
  }

  /**
   * Runs the client's program. `args` returns its arguments for the address to
   * read from.
   *
   * @param {(address: string) => string[]} args
   * @param {Spoil} [spoil]
   * @returns the lines that it printed, and the documents that it read
   */
  async read(args, spoil) {
    const proxy = new RecordingProxy(this.#app, spoil);
    const address = await proxy.listen();
    try {
      const { code, stdout, stderr } = await this.run(args(address));
      assert.equal(code, 0, stderr);
      return {
        printed: stdout.trimEnd().split('\n'),
        documents: proxy.documents,
      };
    } finally {
      await proxy.close();
    }
  }

  /**
   * Runs the client's program.
   *
   * @param {readonly string[]} args
   */
  run(args) {
    return run(this.#program, args);
  }
}
