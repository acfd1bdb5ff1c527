import { trustedScript } from '../challenge/trusted';

/**
 * Lets the service worker store the page, once the page has shown what it opened for. Browsers without service workers, and those
 * where they are off, do everything but open the page without network.
 */
export function startStoring(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const register = () => navigator.serviceWorker.register(trustedScript('/sw.js')).catch(() => {});
  const whenIdle = () => ('requestIdleCallback' in window ? requestIdleCallback(register) : setTimeout(register, 1_000));
  if (document.readyState === 'complete') whenIdle();
  else window.addEventListener('load', whenIdle);
}
