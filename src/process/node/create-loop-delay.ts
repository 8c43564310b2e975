import { ImmediateLoopDelay } from './immediate-loop-delay.js';
import type { LoopDelay } from './loop-delay.js';
import { NativeLoopDelay } from './native-loop-delay.js';

/** Starts to measure the delay of this thread's event loop. */
export function createLoopDelay(): LoopDelay {
  return NativeLoopDelay.isSupported()
    ? new NativeLoopDelay()
    : new ImmediateLoopDelay();
}
