import { Injectable } from '@nestjs/common';
import type { Page } from './page.js';

/** The pages below the document, by the path from there: `ui`, `ui/stream`. */
@Injectable()
export class Pages {
  private readonly pages = new Map<string, Page>();

  add(path: string, page: Page): void {
    this.pages.set(path, page);
  }

  at(path: string): Page | undefined {
    return this.pages.get(path);
  }
}
