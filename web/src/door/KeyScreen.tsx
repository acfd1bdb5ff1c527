import { useEffect, useRef, useState } from 'preact/hooks';
import { useCommand } from '../ui/hooks';
import { here } from './gate';
import { isSendableKey, saveKey, wasRefused } from './key';
import { Heading, messageOf } from './parts';
import { readDoor } from './service';
import { tDoor, type DoorTextKey } from './texts';

/** Asks for the door's key. A device that was prepared opens without it while there is no network. */
export function KeyScreen({ onWithout }: { onWithout: () => void }) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<DoorTextKey | undefined>(wasRefused.value ? 'keyRefused' : undefined);
  const field = useRef<HTMLInputElement>(null);
  const command = useCommand();
  const key = text.trim();
  const problem = fault ? tDoor(fault) : command.error ? messageOf(command.error) : '';
  const prepared = here.value?.list ? here.value.prepared : undefined;

  useEffect(() => {
    if (command.error) field.current?.focus();
  }, [command.error]);

  const open = () => {
    command.clear();
    setFault(key === '' ? 'keyMissing' : isSendableKey(key) ? undefined : 'keyRefused');
    if (!isSendableKey(key)) return field.current?.focus();
    command.run(async () => saveKey(key, await readDoor(key)));
  };

  return (
    <form class="key-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      open();
    }}>
      <Heading>{tDoor('keyTitle')}</Heading>
      <p>{tDoor('keyText')}</p>
      <div class="field">
        <label for="door-key">{tDoor('key')}</label>
        <input id="door-key" ref={field} type="password" autocomplete="off" autocapitalize="off" spellcheck={false} required
          value={text} aria-invalid={problem !== ''} aria-describedby="key-problem"
          onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <p id="key-problem" class={problem ? 'notice bad' : ''} role="alert">{problem}</p>
      <button type="submit" class="primary wide" disabled={command.isBusy}>{tDoor('open')}</button>
      {prepared && !wasRefused.value && (
        <>
          <button type="button" class="wide" onClick={onWithout}>{tDoor('withoutKey', { title: prepared.title })}</button>
          <p class="dim small">{tDoor('withoutKeyText')}</p>
        </>
      )}
    </form>
  );
}
