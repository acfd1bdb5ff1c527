import { useEffect, useRef, useState } from 'preact/hooks';
import { useCommand } from '../ui/hooks';
import { Heading } from '../ui/parts';
import { isSendableKey, operatorMessageOf, readFigures, saveKey, wasRefused } from './key';
import { tAdmin, type AdminKey } from './texts';

/** Asks for the admin key, and stores it only after the service has accepted it. */
export function KeyScreen() {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<AdminKey | undefined>(wasRefused.value ? 'keyRefused' : undefined);
  const field = useRef<HTMLInputElement>(null);
  const command = useCommand();
  const key = text.trim();
  const problem = fault ? tAdmin(fault) : command.error ? operatorMessageOf(command.error) : '';

  useEffect(() => {
    if (command.error) field.current?.focus();
  }, [command.error]);

  const open = () => {
    command.clear();
    setFault(key === '' ? 'keyMissing' : isSendableKey(key) ? undefined : 'keyRefused');
    if (!isSendableKey(key)) return field.current?.focus();
    command.run(async () => {
      await readFigures(key, undefined, { noRetry: true });
      saveKey(key);
    });
  };

  return (
    <form class="key-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      open();
    }}>
      <Heading tab={tAdmin('operators')}>{tAdmin('keyTitle')}</Heading>
      <p>{tAdmin('keyText')}</p>
      <div class="field">
        <label for="admin-key">{tAdmin('key')}</label>
        <input id="admin-key" ref={field} type="password" autocomplete="off" autocapitalize="off" spellcheck={false} required
          value={text} aria-invalid={problem !== ''} aria-describedby="key-problem"
          onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <p id="key-problem" class={problem ? 'notice bad' : ''} role="alert">{problem}</p>
      <button type="submit" class="primary wide" disabled={command.isBusy}>{tAdmin('open')}</button>
    </form>
  );
}
