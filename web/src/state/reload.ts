import { tab } from './storage';

const KEY = 'concert.reloaded';

/**
 * A script of this page could not be loaded: where no service worker has stored it, a page that was open during a deploy does not find it
 * any more. The new page has its own. Once, so that a script that is gone for good does not reload the page forever.
 *
 * @returns False if that was tried before, or the device has no network.
 */
export function reloadOnce(): boolean {
  if (!navigator.onLine || tab.read(KEY)) return false;
  tab.write(KEY, true);
  location.reload();
  return true;
}

/** A script has arrived: the next one that does not may reload the page again. */
export function noteScriptLoaded(): void {
  tab.remove(KEY);
}
