import assert from 'node:assert/strict';
import { run } from '../support/child.mjs';
import { RecordingProxy } from './recording-proxy.mjs';

/** One client at one application. */
export class Session {
  #report;
  #name;
  #app;
  #program;

  /**
   * @param name what the lines of its checks begin with
   * @param app the application's address
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
   * Makes a comparison, and makes it again with documents that are no longer
   * what the app said: it has to fail then.
   *
   * @param compare takes what changes a document
   */
  async compares(name, compare, spoilers) {
    const isAlike = await this.check(name, () => compare());
    for (const { name: flaw, spoil } of isAlike ? spoilers : []) {
      await this.check(`${name}, which notices ${flaw}`, () =>
        assert.rejects(compare(spoil)),
      );
    }
  }

  /**
   * Runs the client's program with the arguments that `args` gives for an
   * address to read from.
   *
   * @returns the lines it printed, and the documents that it read
   */
  async read(args, spoil) {
    const proxy = new RecordingProxy(this.#app, spoil);
    const address = await proxy.listen();
    try {
      const { code, stdout, stderr } = await this.run(args(address));
      assert.equal(code, 0, stderr);
      return { printed: stdout.trimEnd().split('\n'), said: proxy.said };
    } finally {
      await proxy.close();
    }
  }

  /** Runs the client's program. */
  run(args) {
    return run(this.#program, args);
  }
}
