import { signal } from '@preact/signals';

/** Where the user is. Addresses are fragments: they reach no server, so nothing in them ends up in a log. */
export type Route =
  | { at: 'concerts' }
  | { at: 'concert'; concertId: string }
  | { at: 'line'; concertId: string; performanceId: string }
  | { at: 'seats'; concertId: string; performanceId: string }
  | { at: 'reservation'; reservationId: string }
  | { at: 'mine' }
  | { at: 'wallet' };

export function hrefOf(route: Route): string {
  switch (route.at) {
    case 'concerts': return '#/';
    case 'concert': return `#/concerts/${encodeURIComponent(route.concertId)}`;
    case 'line':
    case 'seats':
      return `#/concerts/${encodeURIComponent(route.concertId)}/${encodeURIComponent(route.performanceId)}/${route.at}`;
    case 'reservation': return `#/reservations/${encodeURIComponent(route.reservationId)}`;
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

  if (first === 'reservations' && second) return { at: 'reservation', reservationId: second };
  if (first === 'mine' || first === 'wallet') return { at: first };
  return { at: 'concerts' };
}

export const route = signal<Route>(parse(location.hash));

// The first when an address is followed or typed, the second also on the way back.
for (const moved of ['hashchange', 'popstate']) {
  window.addEventListener(moved, () => {
    route.value = parse(location.hash);
  });
}

/** Goes there; with `replace` the place left is not one that "back" returns to. */
export function go(to: Route, replace = false): void {
  if (replace) history.replaceState(null, '', hrefOf(to));
  else history.pushState(null, '', hrefOf(to));
  route.value = to;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
