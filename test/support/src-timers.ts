import { createHook } from 'node:async_hooks';
import { onTestFinished } from 'vitest';

/** Keeps an eye on the timers that code in src/ starts from now on. */
export function watchSrcTimers() {
  const timers: { _destroyed: boolean }[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (type === 'Timeout' && /[/\\]src[/\\]/.test(new Error().stack ?? '')) {
        timers.push(resource as { _destroyed: boolean });
      }
    },
  }).enable();
  onTestFinished(() => void hook.disable());
  return {
    started: () => timers.length,
    running: () => timers.filter(({ _destroyed }) => !_destroyed).length,
  };
}
