import type { StoredPage } from './paths';

/** The scripts, styles and other assets of each page of this build; vite.config.ts writes them in place of the name. */
declare const __PAGES__: Partial<Record<StoredPage, { files: string[]; shell: string }>>;

const PREFIX = 'concert-build-';
// Stored last in each build: a store that has it is whole.
const LAST: StoredPage = '/';

/**
 * Stores this build, all or nothing: the booking page with every chunk, so that a page that stays open finds its own after the next
 * deploy, and each other page that this device uses.
 *
 * @param open The paths of the pages that are open now.
 */
export async function storeBuild(open: readonly (StoredPage | undefined)[]): Promise<void> {
  const before = await newest();
  const isDoor = open.includes('/door') || (await before?.match('/door')) !== undefined;
  const name = PREFIX + Date.now();
  const cache = await caches.open(name);
  try {
    if (isDoor) await storePage(cache, '/door');
    await storePage(cache, LAST);
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

/** Removes what was stored before the newest whole build. */
export async function forgetOlderBuilds(): Promise<void> {
  const { older } = await builds();
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** Stores a page that this device opened for the first time since the build was stored. */
export async function storeIfNew(page: StoredPage): Promise<void> {
  const cache = await newest();
  if (cache && !(await cache.match(page))) await storePage(cache, page);
}

/** The page as the newest build that is stored whole has it. */
export async function shellOf(page: StoredPage): Promise<Response | undefined> {
  return (await newest())?.match(page, { ignoreVary: true });
}

/** An asset of any build that is stored: its name has a hash of its content. */
export async function assetOf(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function storePage(cache: Cache, page: StoredPage): Promise<void> {
  const files = __PAGES__[page]?.files ?? [];
  const answer = await fetch(page, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${page} was answered with ${answer.status}.`);
  const named = (await answer.clone().text()).match(/\/assets\/[\w.-]+/g) ?? [];
  // While a deploy runs, another gateway may answer with the page of another build. The browser tries again later.
  if (named.length === 0 || !named.every((file) => files.includes(file))) throw new Error(`${page} is of another build.`);
  await cache.addAll(files);
  await cache.put(page, answer);
}

async function newest(): Promise<Cache | undefined> {
  const { name } = await builds();
  return name === undefined ? undefined : caches.open(name);
}

/** The newest build that is stored whole, and all stores that are older. Browsers list stores in the order of their creation. */
async function builds(): Promise<{ name?: string; older: string[] }> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  for (let index = names.length - 1; index >= 0; index--) {
    const name = names[index]!;
    if (await (await caches.open(name)).match(LAST, { ignoreVary: true })) return { name, older: names.slice(0, index) };
  }

  return { older: [] };
}
