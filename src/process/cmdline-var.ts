import { goMarshal } from '../encoding/go-marshal.js';
import { FuncVar } from '../vars/func-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import type { VarWriter } from '../vars/var-writer.js';
import { WRITE } from '../vars/var.js';

/** Go's `cmdline`. It has no size limit, because Go clients need it. */
export class CmdlineVar extends FuncVar {
  static readonly meta: VarMeta = {
    description: 'Command line of the process',
  };

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
