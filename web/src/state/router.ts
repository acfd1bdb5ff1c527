import { signal } from '@preact/signals';

/** The current screen. Each has a path, which the gateway answers with this page. No path holds a secret: servers log paths. */
export type Route =
  | { at: 'concerts' }
  | { at: 'concert'; concertId: string }
  | { at: 'line'; concertId: string; performanceId: string }
  | { at: 'seats'; concertId: string; performanceId: string }
  | { at: 'reservation'; reservationId: string }
  | { at: 'tickets'; reservationId: string }
  | { at: 'change'; reservationId: string }
  | { at: 'mine' }
  | { at: 'recover' }
  | { at: 'wallet' };

export function hrefOf(route: Route): string {
  switch (route.at) {
    case 'concerts': return '/';
    case 'concert': return `/concerts/${encodeURIComponent(route.concertId)}`;
    case 'line':
    case 'seats':
      return `/concerts/${encodeURIComponent(route.concertId)}/${encodeURIComponent(route.performanceId)}/${route.at}`;
    case 'reservation': return `/reservations/${encodeURIComponent(route.reservationId)}`;
    case 'tickets': return `/reservations/${encodeURIComponent(route.reservationId)}/tickets`;
    case 'change': return `/reservations/${encodeURIComponent(route.reservationId)}/seats`;
    default: return `/${route.at}`;
  }
}

/** Reads a path. The fragment that earlier versions had, such as `#/wallet`, goes first; no other one says anything. */
export function parse(path: string): Route {
  const parts = path.replace(/^(.*#)?\/|#.*/g, '').split('/').map(decode);
  const [first, second, third, fourth] = parts;
  if (first === 'concerts' && second) {
    if (third && (fourth === 'line' || fourth === 'seats')) return { at: fourth, concertId: second, performanceId: third };
    return { at: 'concert', concertId: second };
  }

  if (first === 'reservations' && second) {
    return { at: third === 'tickets' ? 'tickets' : third === 'seats' ? 'change' : 'reservation', reservationId: second };
  }

  if (first === 'mine' || first === 'wallet' || first === 'recover') return { at: first };
  return { at: 'concerts' };
}

const here = () => parse(location.pathname + location.hash);

export const route = signal<Route>(here());

let isBack = true;

/** True if the screen was opened by back or forward, by loading the page, or in the place of another; false after a link. */
export const cameBack = (): boolean => isBack;

/** Opens a screen. With `replace` the browser's "back" does not return to the current one. */
export function go(to: Route, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(to));
  isBack = replace;
  route.value = to;
}

// Replaces the address too: it keeps neither an old fragment nor a token that somebody has put there.
const follow = () => go(here(), true);

/** Follows the address from now on. Not where the module loads: the operators' page has fragments of its own. */
export function startRouting(): void {
  // `hashchange`: an old link was followed or typed. `popstate`: also the browser's back and forward.
  window.addEventListener('hashchange', follow);
  window.addEventListener('popstate', follow);
  follow();
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
