import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { route } from '../state/router';
import { TurnTitle } from './Calls';
import { LanguageSwitch, Link, SkipLink } from './parts';
import { RecoveryNotice } from './RecoveryNotice';
import { Reminder } from './Reminder';
import { SignInOffer } from './SignIn';
import { TurnNotice } from './TurnNotice';

export function Shell({ children }: { children: ComponentChildren }) {
  const { at } = route.value;
  return (
    <div class={`page page-${at}`}>
      <SkipLink />
      <TurnTitle />
      {/* At a gate the ticket comes first: the door reads its code from the screen. */}
      {at !== 'tickets' && <><Top /><Notices /></>}
      <main id="content" tabIndex={-1} class={`at-${at}`}>{children}</main>
      {at === 'tickets' && <Notices />}
    </div>
  );
}

function Top() {
  const { at } = route.value;
  const current = (is: boolean) => (is ? 'nav-link current' : 'nav-link');
  return (
    <header class="top">
      <Link to={{ at: 'concerts' }} class="brand" label={t('brand')}>
        <img src="/favicon.svg" alt="" width="28" height="28" />
        <span>{t('brand')}</span>
      </Link>
      <nav>
        <Link to={{ at: 'mine' }} class={current(at === 'mine' || at === 'recover' || at === 'reservation')}>{t('navMine')}</Link>
        <Link to={{ at: 'wallet' }} class={current(at === 'wallet')}>{t('navWallet')}</Link>
        <LanguageSwitch />
      </nav>
    </header>
  );
}

function Notices() {
  return (
    <>
      <Reminder />
      <TurnNotice />
      <RecoveryNotice />
      <SignInOffer />
    </>
  );
}
