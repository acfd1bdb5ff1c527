import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Refused } from '../api/client';
import { clockTime, language, spokenTime, switchLanguage, t } from '../i18n';
import { go, hrefOf, type Route } from '../state/router';
import { forgetUser, SignInNeeded } from '../state/session';
import { sentenceOf, type Context } from './problems';

/** A screen's heading. Takes the focus when the screen comes, so that a screen reader begins there; names the tab. */
export function Heading({ children, tab }: { children: string; tab?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${tab ?? children} · ${t('brand')}`;
  }, [children, tab, language.value]);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}

/** For whoever comes by keyboard: past the navigation, to what it leads to. */
export function SkipLink() {
  return (
    <a class="skip" href="#content" onClick={(event) => {
      event.preventDefault();
      document.getElementById('content')?.focus();
    }}>{t('skipToContent')}</a>
  );
}

/** To the other language, in its own words. */
export function LanguageSwitch() {
  return (
    <button type="button" class="nav-link" lang={language.value === 'en' ? 'ko' : 'en'} onClick={switchLanguage}>
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

/** What went wrong, in a sentence, with what can be done about it. */
export function Trouble({ error, context, onRetry, children }:
  { error: unknown; context?: Context; onRetry?: () => void; children?: ComponentChildren }) {
  if (error === undefined) return null;
  const isSessionOver = error instanceof Refused && error.code === 'unauthenticated';
  return (
    <div class="notice bad" role="alert">
      {error instanceof SignInNeeded && <strong>{t('signInTitle')}</strong>}
      <p>{isSessionOver ? t('sessionOver') : sentenceOf(error, context)}</p>
      {(children || onRetry || isSessionOver) && (
        <div class="actions">
          {isSessionOver && <button type="button" onClick={startAnew}>{t('goOn')}</button>}
          {children}
          {onRetry && <button type="button" class="quiet" onClick={onRetry}>{t('tryAgain')}</button>}
        </div>
      )}
    </div>
  );
}

function startAnew(): void {
  forgetUser();
  location.reload();
}

export function Loading() {
  return <p class="loading" role="status">{t('loading')}</p>;
}

/** Asks before what can't be taken back. The browser's own dialog: focus, Escape and the rest are its work. */
export function Confirm({ question, yes, no, onYes, onClose }:
  { question: string; yes: string; no: string; onYes: () => void; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={onClose}>
      <p id="question">{question}</p>
      <div class="actions">
        <button type="button" class="quiet" autofocus onClick={() => dialog.current?.close()}>{no}</button>
        <button type="button" class="danger" onClick={() => {
          dialog.current?.close();
          onYes();
        }}>{yes}</button>
      </div>
    </dialog>
  );
}

const RADIUS = 54;
const ROUND = 2 * Math.PI * RADIUS;

/** A ring that empties, with the time in it. A screen reader is told each minute and at the end, not each second. */
export function Countdown({ left, whole, label }: { left: number; whole: number; label: string }) {
  const part = Math.min(1, Math.max(0, left / whole));
  const seconds = Math.ceil(left / 1_000);
  const told = seconds > 60 ? Math.ceil(seconds / 60) * 60 : seconds > 30 ? 60 : seconds > 10 ? 30 : 10;
  return (
    <div class={seconds <= 30 ? 'countdown soon' : 'countdown'} role="timer" aria-label={`${label}: ${clockTime(left)}`}>
      <svg viewBox="0 0 128 128" aria-hidden="true">
        <circle class="track" cx="64" cy="64" r={RADIUS} />
        <circle class="rest" cx="64" cy="64" r={RADIUS} stroke-dasharray={ROUND} stroke-dashoffset={ROUND * (1 - part)} />
      </svg>
      <div class="time" aria-hidden="true">
        <small>{label}</small>
        <b>{clockTime(left)}</b>
      </div>
      <span class="unseen" role="status">{t('holdAnnounce', { time: spokenTime(told) })}</span>
    </div>
  );
}
