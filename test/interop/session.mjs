import assert from 'node:assert/strict';
import { run } from '../support/child.mjs';
import { RecordingProxy } from './recording-proxy.mjs';

/** Runs one client against one application. */
export class Session {
  #report;
  #name;
  #app;
  #program;

  /**
   * @param name the prefix of the names of its checks
   * @param app the address of the application
   * @param program the path of the client's program
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

  check(name, body) {
    return this.#report.check(`${this.#name}: ${name}`, body);
  }

  /**
   * Checks a comparison, and checks that it fails with each spoiler's changed
   * document.
   *
   * @param compare receives a function that changes documents
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

  /** Runs the client's program. */
  run(args) {
    return run(this.#program, args);
  }
}
