/** Counts checks and prints one line for each. */
export class Report {
  #passed = 0;
  #failed = 0;

  /**
   * Runs a check, which fails by throwing.
   *
   * @param {string} name
   * @param {() => unknown} body returns a remark to print, or nothing
   * @returns {Promise<boolean>} true if the check passed
   */
  async check(name, body) {
    /** @type {unknown} */
    let remark;
    try {
      remark = await body();
    } catch (error) {
      this.failed(name, error);
      return false;
    }
    this.#passed++;
    console.log(`ok    ${name}`);
    if (typeof remark === 'string') {
      console.log(`      ${remark}`);
    }
    return true;
  }

  /**
   * Counts a failure outside of a check.
   *
   * @param {string} name
   * @param {unknown} error
   */
  failed(name, error) {
    this.#failed++;
    const message = error instanceof Error ? error.message : String(error);
    console.log(`FAIL  ${name}: ${oneLine(message)}`);
  }

  /** Prints the closing line and sets the exit code. */
  close() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 ? 1 : 0;
  }
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 1000);
}
