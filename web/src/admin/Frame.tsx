import type { ComponentChildren } from 'preact';
import { LanguageSwitch, SkipLink } from '../ui/parts';
import { TurnNotice } from '../ui/TurnNotice';
import { adminKey, clearKey } from './key';
import { tAdmin } from './texts';
import { view, type View } from './view';

const VIEWS: readonly View[] = ['figures', 'create'];

export function Frame({ children }: { children: ComponentChildren }) {
  const isOpen = adminKey.value !== undefined;
  return (
    <>
      <SkipLink />
      <header class="top">
        <span class="brand"><img src="/favicon.svg" alt="" width="28" height="28" /><span>{tAdmin('operators')}</span></span>
        <div class="top-end">
          <LanguageSwitch />
          {isOpen && <button type="button" class="nav-link" onClick={() => clearKey()}>{tAdmin('clearKey')}</button>}
        </div>
        {isOpen && (
          <nav class="views" aria-label={tAdmin('navViews')}>
            {VIEWS.map((each) => (
              <a key={each} href={`#/${each}`} class={view.value === each ? 'nav-link current' : 'nav-link'}
                aria-current={view.value === each ? 'page' : undefined}>{tAdmin(each)}</a>
            ))}
          </nav>
        )}
      </header>
      <TurnNotice />
      <main id="content" tabIndex={-1}>{children}</main>
    </>
  );
}
