/** The index that scripts/site/search-index.mjs writes beside the pages; loaded when somebody searches for the first time. */

export interface FoundSection {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
}

export interface FoundPage {
  readonly title: string;
  readonly url: string;
  readonly kind: string;
  readonly excerpt: string;
  readonly sections: readonly FoundSection[];
}

interface PagefindPage {
  readonly url: string;
  readonly meta: { readonly title?: string };
  readonly excerpt: string;
  readonly sub_results: readonly FoundSection[];
}

interface Pagefind {
  options(options: object): Promise<void>;
  init(): Promise<void>;
  debouncedSearch(
    words: string,
    options: object,
    waitMs: number,
  ): Promise<{ results: { data(): Promise<PagefindPage> }[] } | null>;
}

const BASE = import.meta.env.BASE_URL.replace(/\/?$/, "/");
const MOST_PAGES = 12;
const MOST_SECTIONS = 3;
const WAIT_MS = 120;
/** Of 1. By its default Pagefind favours the shorter page, so a lab would come before the lesson that explains its word. */
const LENGTH_MATTERS = 0.2;

let index: Promise<Pagefind> | null = null;

async function load(): Promise<Pagefind> {
  const address = `${BASE}pagefind/pagefind.js`;
  const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind;
  await pagefind.options({ baseUrl: BASE, excerptLength: 22, ranking: { pageLength: LENGTH_MATTERS } });
  await pagefind.init();
  return pagefind;
}

export interface Finding {
  readonly count: number;
  readonly pages: readonly FoundPage[];
}

/** Null when more was typed in the meantime. */
export async function find(words: string): Promise<Finding | null> {
  index ??= load();
  let pagefind: Pagefind;
  try {
    pagefind = await index;
  } catch (error) {
    index = null;
    throw error;
  }
  const found = await pagefind.debouncedSearch(words, {}, WAIT_MS);
  if (found === null) return null;
  const pages = await Promise.all(found.results.slice(0, MOST_PAGES).map((result) => result.data()));
  return { count: found.results.length, pages: pages.map(pageOf) };
}

function pageOf({ url, meta, excerpt, sub_results }: PagefindPage): FoundPage {
  const sections = sub_results.filter((section) => section.url !== url).slice(0, MOST_SECTIONS);
  return { url, title: meta.title ?? url, kind: kindOf(url), excerpt, sections };
}

function kindOf(url: string): string {
  const path = url.slice(BASE.length);
  if (path === "glossary/" || path === "labs/") return "";
  return path.startsWith("labs/") ? "Lab" : "Lesson";
}
