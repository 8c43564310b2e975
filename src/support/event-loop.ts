import { performance } from 'node:perf_hooks';
import timers from 'node:timers';

// The function is stored at import: fake timers that a test installs later must
// not keep a large document from resolving.
const { setImmediate } = timers;

/**
 * The longest time that work occupies the event loop before it yields, in ms.
 */
const SLICE_MS = 2;

/** Resolves in the next turn of the event loop. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Queues tasks that yield and resumes one of them per turn of the event loop,
 * so that many documents delay other work no more than one does.
 */
export class EventLoopYielder {
  private readonly queue: (() => void)[] = [];

  /** Resolves in a later turn of the event loop, in order of the calls. */
  async yield(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.queue.push(resolve);
      if (this.queue.length === 1) {
        this.schedule();
      }
    });
  }

  private schedule(): void {
    setImmediate(() => {
      this.queue.shift()!();
      if (this.queue.length > 0) {
        this.schedule();
      }
    });
  }
}

/** Keeps a task from occupying the event loop for longer than a time slice. */
export class TimeSlice {
  private startedAt = performance.now();

  constructor(private readonly yielder: EventLoopYielder) {}

  /** True when the task should await {@link TimeSlice.yield}. */
  get isOver(): boolean {
    return performance.now() - this.startedAt >= SLICE_MS;
  }

  /** Gives the event loop a turn and starts a new slice. */
  async yield(): Promise<void> {
    await this.yielder.yield();
    this.restart();
  }

  /** Starts a new slice, after an await during which the event loop ran. */
  restart(): void {
    this.startedAt = performance.now();
  }

  /**
   * Runs a task that is divided into steps.
   *
   * @param signal stops the task, and rejects with the signal's reason
   * @returns its result
   */
  async run<T>(
    steps: Iterator<undefined, T>,
    signal?: AbortSignal,
  ): Promise<T> {
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      if (this.isOver) {
        await this.yield();
        signal?.throwIfAborted();
      }
    }
    return step.value;
  }
}
