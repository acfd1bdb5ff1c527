import { useEffect, useRef, useState } from 'preact/hooks';
import { useCommand } from '../ui/hooks';
import { Heading } from '../ui/parts';
import { canBeKey, keepKey, readFigures, reasonOf, wasRefused } from './key';
import { say, type AdminKey } from './texts';

/** Asks for the key, and lets nobody on whose key the service does not take. */
export function KeyScreen() {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<AdminKey | undefined>(wasRefused.value ? 'keyRefused' : undefined);
  const field = useRef<HTMLInputElement>(null);
  const command = useCommand();
  const key = text.trim();
  const problem = fault ? say(fault) : command.error ? reasonOf(command.error) : '';

  useEffect(() => {
    if (command.error) field.current?.focus();
  }, [command.error]);

  const open = () => {
    command.clear();
    setFault(key === '' ? 'keyMissing' : canBeKey(key) ? undefined : 'keyRefused');
    if (!canBeKey(key)) return field.current?.focus();
    command.run(async () => {
      await readFigures(key, undefined, { isOnce: true });
      keepKey(key);
    });
  };

  return (
    <form class="key-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      open();
    }}>
      <Heading tab={say('operators')}>{say('keyTitle')}</Heading>
      <p>{say('keyText')}</p>
      <div class="field">
        <label for="admin-key">{say('key')}</label>
        <input id="admin-key" ref={field} type="password" autocomplete="off" autocapitalize="off" spellcheck={false} required
          value={text} aria-invalid={problem !== ''} aria-describedby="key-problem"
          onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <p id="key-problem" class={problem ? 'notice bad' : ''} role="alert">{problem}</p>
      <button type="submit" class="primary wide" disabled={command.isBusy}>{say('open')}</button>
    </form>
  );
}
