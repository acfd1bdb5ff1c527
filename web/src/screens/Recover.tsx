import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { recoverText } from '../i18n/lazy/recover';
import { openHold } from '../state/hold';
import { places } from '../state/places';
import { lastBelongings, readMe, recover } from '../state/recovery';
import { go } from '../state/router';
import { settings, user } from '../state/session';
import { belongingsText } from '../ui/belongings';
import { useCommand } from '../ui/hooks';
import { ErrorNotice, Heading, Link } from '../ui/parts';
import { RecoveryPanel } from '../ui/RecoveryPanel';

/** Brings tickets and wallet to this device by a recovery code. */
export function Recover() {
  const [code, setCode] = useState('');
  const [loses, setLoses] = useState<string>();
  const command = useCommand();
  const submit = () => command.run(async () => {
    const what = await whatIsHere();
    if (what) setLoses(what);
    else await takeOver(code);
  });
  if (settings.value?.signIn !== 'self') {
    return <><Heading>{recoverText('recoverTitle')}</Heading><p>{t('signInText')}</p></>;
  }

  return (
    <>
      <Heading>{recoverText('recoverTitle')}</Heading>
      <p>{recoverText('recoverText')}</p>
      <form class="charge" noValidate onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() && !loses) submit();
      }}>
        <label class="field">
          <span>{recoverText('recoverLabel')}</span>
          <input value={code} lang="en" maxLength={40} autocomplete="off" autocapitalize="characters" spellcheck={false}
            placeholder="XXXX-XXXX-XXXX" onInput={(event) => setCode(event.currentTarget.value)} />
        </label>
        {!loses && (
          <button type="submit" class="primary wide" disabled={!code.trim() || command.isBusy}>{recoverText('recoverDo')}</button>
        )}
      </form>
      {loses && (
        <>
          <p class="notice bad" role="alert">{recoverText('recoverLoses', { what: loses })}</p>
          <RecoveryPanel />
          <button type="button" class="danger wide" disabled={!code.trim() || command.isBusy}
            onClick={() => command.run(() => takeOver(code))}>
            {recoverText('recoverAnyway')}
          </button>
        </>
      )}
      <ErrorNotice error={command.error} />
      <p><Link to={{ at: 'mine' }}>{t('toMine')}</Link></p>
    </>
  );
}

async function takeOver(code: string): Promise<void> {
  await recover(code);
  go({ at: 'mine' }, true);
}

/** What this device's present user would leave behind; undefined if that is nothing. */
async function whatIsHere(): Promise<string | undefined> {
  if (!user.value) return undefined;
  // If their token has ended, the device has to remember it.
  const here = await readMe().catch(lastBelongings);
  const owned = here && belongingsText(here);
  const place = openHold.value || places.value.size > 0 ? recoverText('ownPlace') : undefined;
  return owned && place ? t('ownBoth', { one: owned, other: place }) : owned ?? place;
}
