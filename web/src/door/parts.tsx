import { useEffect, useRef } from 'preact/hooks';
import { RefusalError, UnreachableError } from '../api/client';
import { language, switchLanguage } from '../i18n';
import { isKeyRefusal } from '../state/keys';
import { tDoor } from './texts';

// Not those of the booking page: they would bring its screens' texts and its user with them.

/** A screen's heading. It takes the focus when the screen opens, so that a screen reader starts there, and sets the tab's title. */
export function Heading({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${children} · ${tDoor('door')}`;
  }, [children]);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}

/** For keyboard users: skips the navigation and moves the focus to the content. */
export function SkipLink() {
  return (
    <a class="skip" href="#content" onClick={(event) => {
      event.preventDefault();
      document.getElementById('content')?.focus();
    }}>{tDoor('skip')}</a>
  );
}

/** Switches to the other language; the button shows that language's own name. */
export function LanguageSwitch() {
  return (
    <button type="button" class="nav-link" lang={language.value === 'en' ? 'ko' : 'en'} onClick={switchLanguage}>
      {tDoor('language')}
    </button>
  );
}

/** An error as a sentence for the staff. */
export function messageOf(error: unknown): string {
  if (error instanceof RefusalError) {
    if (isKeyRefusal(error)) return tDoor('keyRefused');
    return error.isTooMany ? tDoor('tooMany') : tDoor('failed', { detail: error.code });
  }

  // A call that was given up after its time is a DOMException.
  const isUnreachable = error instanceof UnreachableError || error instanceof DOMException;
  return isUnreachable ? tDoor('noAnswer') : tDoor('failed', { detail: String(error) });
}
