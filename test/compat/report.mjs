/** Counts the checks and prints one line for each. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** @returns whether the check passed */
  async check(name, body) {
    try {
      await body();
    } catch (error) {
      this.failed(name, error);
      return false;
    }
    this.#passed++;
    console.log(`ok    ${name}`);
    return true;
  }

  failed(name, error) {
    this.#failed++;
    console.log(`FAIL  ${name}: ${oneLine(error.message)}`);
  }

  /** Prints the closing line. @returns the exit code */
  close() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed > 0 ? 1 : 0;
  }
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 1000);
}
