import type { MethodVars } from './method-vars.js';

/** What a method began, and what goes on after the method has returned. */
export class Invocation {
  private isOver = false;

  /** @param start when it began: {@link MethodVars.now} */
  constructor(
    private readonly vars: MethodVars,
    private readonly start: number = vars.now(),
  ) {
    vars.inFlight.add(1);
  }

  /** It has come to its end; only the first time counts. */
  end(): void {
    if (!this.isOver) {
      this.isOver = true;
      this.vars.inFlight.add(-1);
      this.vars.time(this.start);
    }
  }

  /** It has come to its end by an error; only the first time counts. */
  fail(): void {
    if (!this.isOver) {
      this.vars.errors.add(1);
      this.end();
    }
  }
}
