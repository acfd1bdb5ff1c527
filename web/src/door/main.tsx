import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@preact/signals';
import '../styles/door.css';
import { startStoring } from '../sw/register';
import { ChooseScreen } from './ChooseScreen';
import { here, resume, start } from './gate';
import { clearKey, doorKey } from './key';
import { KeyScreen } from './KeyScreen';
import { LanguageSwitch, SkipLink } from './parts';
import { ScanScreen } from './ScanScreen';
import { tDoor } from './texts';

function Page() {
  const [isReady, setReady] = useState(false);
  const [isWithout, setWithout] = useState(false);
  useEffect(() => void resume().finally(() => setReady(true)), []);
  const door = doorKey.value?.door;
  return (
    <>
      <SkipLink />
      <header class="top">
        <span class="brand"><img src="/favicon.svg" alt="" width="28" height="28" />
          <span>{door === undefined ? tDoor('door') : tDoor('doorOf', { door })}</span></span>
        <div class="top-end">
          <LanguageSwitch />
          {door !== undefined && <button type="button" class="nav-link" onClick={() => clearKey()}>{tDoor('clearKey')}</button>}
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {isReady && (door === undefined && !(isWithout && here.value)
          ? <KeyScreen onWithout={() => setWithout(true)} />
          : here.value ? <ScanScreen key={here.value.prepared.performanceId} /> : <ChooseScreen />)}
      </main>
    </>
  );
}

render(<Page />, document.getElementById('app')!);
start();
startStoring();
