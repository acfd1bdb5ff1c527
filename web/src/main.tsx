import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import '@preact/signals';
import './styles/page.css';
import { Concert } from './screens/Concert';
import { Concerts } from './screens/Concerts';
import { LineEntry } from './screens/LineEntry';
import { MyTickets } from './screens/MyTickets';
import { Recover } from './screens/Recover';
import { Reservation } from './screens/Reservation';
import { Seats } from './screens/Seats';
import { Wallet } from './screens/Wallet';
import { startCalling } from './state/calls';
import { startClaiming } from './state/claims';
import { startRenewing } from './state/renewal';
import { route, startRouting } from './state/router';
import { loadSettings, settings, switches } from './state/session';
import { acceptToken, takeTokenFromAddress } from './state/signIn';
import { useLoaded } from './ui/hooks';
import { ErrorNotice, Loading } from './ui/parts';
import { Shell } from './ui/Shell';

function Screen() {
  const here = route.value;
  switch (here.at) {
    case 'concerts': return <Concerts />;
    case 'concert': return <Concert key={here.concertId} {...here} />;
    case 'line': return <LineEntry key={here.concertId} {...here} />;
    case 'seats': return <Seats key={here.performanceId} {...here} />;
    case 'reservation': return <Reservation key={here.reservationId} {...here} />;
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
startRouting();
startCalling();
startClaiming();
startRenewing();
render(<Page />, document.getElementById('app')!);
