import { goMarshal } from '../encoding/go-marshal.js';
import { FuncVar } from '../vars/func-var.js';
import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';

/** Go's `cmdline`: however long, for clients cannot do without it. */
export class CmdlineVar extends FuncVar {
  private readonly text: string;

  constructor(args: readonly string[]) {
    super(() => args);
    this.text = goMarshal(args, undefined, Infinity);
  }

  /** @internal */
  override [WRITE]({ out }: VarWriter): void {
    out.writeText(this.text);
  }
}
