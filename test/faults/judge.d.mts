import type { ScrapedPage } from './scraped-page.mjs';
import type { Kind } from './table.mjs';

export function complaintsAbout(row: Kind, page: ScrapedPage): string[];

export function complaintsBeside(
  rows: readonly Kind[],
  page: ScrapedPage,
): string[];
