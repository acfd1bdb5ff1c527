import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { RefusalError } from '../api/client';
import { announcedSeconds, clockTime, language, longClock, spokenTime, switchLanguage, t } from '../i18n';
import { go, hrefOf, type Route } from '../state/router';
import { SignInRequiredError } from '../state/session';
import { messageOf, type MessageContext } from './errorMessages';
import { useTimeLeft } from './hooks';
import { SessionOver, sessionOverText } from './SessionOver';
import { SignInButton } from './SignIn';
import { screenTitle } from './title';

/** A screen's heading. It takes the focus when the screen opens, so that a screen reader starts there, and sets the tab's title. */
export function Heading({ children, tab }: { children: string; tab?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    screenTitle.value = tab ?? children;
  }, [children, tab]);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}

/** For keyboard users: skips the navigation and moves the focus to the content. */
export function SkipLink() {
  return (
    <a class="skip" href="#content" onClick={(event) => {
      event.preventDefault();
      document.getElementById('content')?.focus();
    }}>{t('skipToContent')}</a>
  );
}

/** Switches to the other language; the button shows that language's own name. */
export function LanguageSwitch() {
  return (
    <button type="button" class="nav-link" lang={language.value === 'en' ? 'ko' : 'en'} onClick={() => switchLanguage().catch(() => {})}>
      {t('language')}
    </button>
  );
}

export function Link({ to, class: name, children, label }: { to: Route; class?: string; children: ComponentChildren; label?: string }) {
  return (
    <a href={hrefOf(to)} class={name} aria-label={label} onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      go(to);
      scrollTo(0, 0);
    }}>
      {children}
    </a>
  );
}

/** Shows an error as a sentence, with the actions that the user can take. */
export function ErrorNotice({ error, context, onRetry, children }:
  { error: unknown; context?: MessageContext; onRetry?: () => void; children?: ComponentChildren }) {
  if (error === undefined) return null;
  const isSessionOver = error instanceof RefusalError && error.code === 'unauthenticated';
  const mustSignIn = error instanceof SignInRequiredError;
  return (
    <div class="notice bad" role="alert">
      {mustSignIn && <strong>{t('signInTitle')}</strong>}
      <p>{isSessionOver ? sessionOverText() : messageOf(error, context)}</p>
      {(children || onRetry || isSessionOver || mustSignIn) && (
        <div class="actions">
          {isSessionOver && <SessionOver />}
          {mustSignIn && <SignInButton />}
          {children}
          {onRetry && <button type="button" class="quiet" onClick={onRetry}>{t('tryAgain')}</button>}
        </div>
      )}
    </div>
  );
}

export function Loading() {
  return <p class="loading" role="status">{t('loading')}</p>;
}

/** Asks for confirmation before an action that matters. The browser's `<dialog>` handles focus and Escape. */
export function Confirm({ question, yes, no, onYes, onClose, isHarmless = false }:
  { question: string; yes: string; no: string; onYes: () => void; onClose: () => void; isHarmless?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={onClose}>
      <p id="question">{question}</p>
      <div class="actions">
        <button type="button" class="quiet" autofocus onClick={() => dialog.current?.close()}>{no}</button>
        <button type="button" class={isHarmless ? 'primary' : 'danger'} onClick={() => {
          dialog.current?.close();
          onYes();
        }}>{yes}</button>
      </div>
    </dialog>
  );
}

const RADIUS = 54;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

/** A ring that empties, with the time in it. A screen reader announces each minute and the last seconds, not each second. */
export function Countdown({ left, whole, label }: { left: number; whole: number; label: string }) {
  const part = Math.min(1, Math.max(0, left / whole));
  const seconds = Math.ceil(left / 1_000);
  return (
    <div class={seconds <= 30 ? 'countdown soon' : 'countdown'} role="timer" aria-label={`${label}: ${clockTime(left)}`}>
      <svg viewBox="0 0 128 128" aria-hidden="true">
        <circle class="track" cx="64" cy="64" r={RADIUS} />
        <circle class="rest" cx="64" cy="64" r={RADIUS} stroke-dasharray={CIRCUMFERENCE} stroke-dashoffset={CIRCUMFERENCE * (1 - part)} />
      </svg>
      <div class="time" aria-hidden="true">
        <small>{label}</small>
        <b>{clockTime(left)}</b>
      </div>
      <span class="unseen" role="status">{t('holdAnnounce', { time: spokenTime(announcedSeconds(seconds)) })}</span>
    </div>
  );
}

/** The time until something begins, by the service's clock. A screen reader announces it in steps, not each second. */
export function TimeUntil({ until, label }: { until: string; label: string }) {
  const left = useTimeLeft(until);
  return (
    <div class="until" role="timer" aria-label={`${label}: ${longClock(left)}`}>
      <p aria-hidden="true"><small>{label}</small><b>{longClock(left)}</b></p>
      <span class="unseen" role="status">{`${label}: ${spokenTime(announcedSeconds(Math.ceil(left / 1_000)))}`}</span>
    </div>
  );
}
