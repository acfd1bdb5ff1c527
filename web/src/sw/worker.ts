import { pageOf, type StoredPage } from './paths';
import { assetOf, forgetOlderBuilds, shellOf, storeBuild, storeIfNew } from './store';
import type { FetchEvent, WorkerScope } from './types';

// The service worker of all pages. It stores pages and their assets, so that they open without network, and never an answer of the API.
//
// A new build's worker waits until no page of the old one is open: only then are the old assets removed. Meanwhile the old worker
// already opens the newest build that is stored, and the network's answer comes before any stored one.
const worker = self as unknown as WorkerScope;

// At a gate with a weak network a page opens after this time all the same.
const PATIENCE_MS = 3_000;

worker.addEventListener('install', (event) => event.waitUntil(openPages().then(storeBuild)));

worker.addEventListener('activate', (event) => event.waitUntil((async () => {
  await forgetOlderBuilds();
  // The browser asks for a page at once, and does not wait until this worker has started.
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
})()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(opened(event, pageOf(pathname)));
  else if (pathname.startsWith('/assets/')) event.respondWith(assetOf(request));
});

async function openPages(): Promise<(StoredPage | undefined)[]> {
  const open = await worker.clients.matchAll({ includeUncontrolled: true });
  return open.map(({ url }) => pageOf(new URL(url).pathname));
}

async function opened(event: FetchEvent, page: StoredPage | undefined): Promise<Response> {
  const network = Promise.resolve(event.preloadResponse).then((preloaded) => preloaded ?? fetch(event.request));
  if (!page) return network;
  event.waitUntil(network.then(() => storeIfNew(page)).catch(() => {}));
  const shell = await shellOf(page);
  if (!shell) return network;
  const answer = await Promise.race([network.catch(() => undefined), patience()]);
  // A proxy answers 502 to 504 for a service that it does not reach.
  return answer && answer.status < 500 ? answer : shell;
}

const patience = () => new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
