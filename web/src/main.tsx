import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import '@preact/signals';
import './styles/page.css';
import { loadTexts } from './i18n';
import { Concert } from './screens/Concert';
import { Concerts } from './screens/Concerts';
import { LineEntry } from './screens/LineEntry';
import { Reservation } from './screens/Reservation';
import { Seats } from './screens/Seats';
import { startCalling } from './state/calls';
import { startClaiming } from './state/claims';
import { reloadOnce } from './state/reload';
import { startRenewing } from './state/renewal';
import { route, startRouting } from './state/router';
import { loadSettings, settings, switches } from './state/session';
import { acceptToken, takeTokenFromAddress } from './state/signIn';
import { startStoring } from './sw/register';
import { useLoaded } from './ui/hooks';
import { lazy } from './ui/lazy';
import { ErrorNotice, Loading } from './ui/parts';
import { Shell } from './ui/Shell';

// What few need on the way to a ticket is loaded when they come there.
const ChangeSeats = lazy(() => import('./screens/ChangeSeats').then((loaded) => loaded.ChangeSeats));
const MyTickets = lazy(() => import('./screens/MyTickets').then((loaded) => loaded.MyTickets));
const Recover = lazy(() => import('./screens/Recover').then((loaded) => loaded.Recover));
const Tickets = lazy(() => import('./screens/Tickets').then((loaded) => loaded.Tickets));
const Wallet = lazy(() => import('./screens/Wallet').then((loaded) => loaded.Wallet));

function Screen() {
  const here = route.value;
  switch (here.at) {
    case 'concerts': return <Concerts />;
    case 'concert': return <Concert key={here.concertId} {...here} />;
    case 'line': return <LineEntry key={here.concertId} {...here} />;
    case 'seats': return <Seats key={here.performanceId} {...here} />;
    case 'reservation': return <Reservation key={here.reservationId} {...here} />;
    case 'change': return <ChangeSeats key={here.reservationId} {...here} />;
    case 'tickets': return <Tickets key={here.reservationId} {...here} />;
    case 'mine': return <MyTickets />;
    case 'recover': return <Recover />;
    case 'wallet': return <Wallet />;
  }
}

function Page() {
  const rules = useLoaded(() => loadSettings().then(acceptToken), []);
  // If the device was offline when the page opened, load again as soon as it is online.
  useEffect(() => {
    window.addEventListener('online', rules.reload);
    return () => window.removeEventListener('online', rules.reload);
  }, []);
  return (
    <Shell>
      {settings.value ? <Screen key={switches.value} />
        : rules.error ? <ErrorNotice error={rules.error} onRetry={rules.reload} /> : <Loading />}
    </Shell>
  );
}

takeTokenFromAddress();
// Before the first screen waits for the settings too: it would find no user, and ask whoever has just signed in to sign in.
loadSettings().then(acceptToken, () => {});
startRouting();
startCalling();
startClaiming();
startRenewing();
loadTexts().then(() => render(<Page />, document.getElementById('app')!), reloadOnce);
startStoring();
