import { Injectable } from '@nestjs/common';
import type { SubRoute } from './sub-route.js';

/** The pages below the document, by the path from there: `ui`, `ui/stream`. */
@Injectable()
export class SubRoutes {
  private readonly pages = new Map<string, SubRoute>();
  private readonly listeners: (() => void)[] = [];

  add(path: string, page: SubRoute): void {
    this.pages.set(path, page);
  }

  /** Has `listener` called when the application begins to serve them, if it does. */
  whenServed(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Says that the application serves them. */
  served(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }

  at(path: string): SubRoute | undefined {
    return this.pages.get(path);
  }
}
