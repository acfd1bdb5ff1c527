import { signal } from '@preact/signals';

/** The current screen. Routes are URL fragments: a browser does not send them, so no server logs them. */
export type Route =
  | { at: 'concerts' }
  | { at: 'concert'; concertId: string }
  | { at: 'line'; concertId: string; performanceId: string }
  | { at: 'seats'; concertId: string; performanceId: string }
  | { at: 'reservation'; reservationId: string }
  | { at: 'tickets'; reservationId: string }
  | { at: 'mine' }
  | { at: 'recover' }
  | { at: 'wallet' };

export function hrefOf(route: Route): string {
  switch (route.at) {
    case 'concerts': return '#/';
    case 'concert': return `#/concerts/${encodeURIComponent(route.concertId)}`;
    case 'line':
    case 'seats':
      return `#/concerts/${encodeURIComponent(route.concertId)}/${encodeURIComponent(route.performanceId)}/${route.at}`;
    case 'reservation': return `#/reservations/${encodeURIComponent(route.reservationId)}`;
    case 'tickets': return `#/reservations/${encodeURIComponent(route.reservationId)}/tickets`;
    default: return `#/${route.at}`;
  }
}

export function parse(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, '').split('/').map(decode);
  const [first, second, third, fourth] = parts;
  if (first === 'concerts' && second) {
    if (third && (fourth === 'line' || fourth === 'seats')) return { at: fourth, concertId: second, performanceId: third };
    return { at: 'concert', concertId: second };
  }

  if (first === 'reservations' && second) return { at: third === 'tickets' ? 'tickets' : 'reservation', reservationId: second };
  if (first === 'mine' || first === 'wallet' || first === 'recover') return { at: first };
  return { at: 'concerts' };
}

export const route = signal<Route>(parse(location.hash));

let isBack = true;

/** True if the screen was opened by the browser's back or forward, or by loading the page; false after a link. */
export const cameBack = (): boolean => isBack;

// `hashchange`: a link was followed or an address typed. `popstate`: also the browser's back and forward.
for (const event of ['hashchange', 'popstate']) {
  window.addEventListener(event, () => {
    isBack = true;
    route.value = parse(location.hash);
  });
}

/** Opens a screen. With `replace` the browser's "back" does not return to the current one. */
export function go(to: Route, replace = false): void {
  if (replace) history.replaceState(null, '', hrefOf(to));
  else history.pushState(null, '', hrefOf(to));
  isBack = false;
  route.value = to;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
