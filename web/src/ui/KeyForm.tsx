import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isSendableKey } from '../state/keys';
import { useCommand } from './hooks';

interface Props {
  id: string;
  /** The heading, and what the key is. */
  about: ComponentChildren;
  text(key: 'key' | 'open' | 'keyMissing' | 'keyRefused'): string;
  messageOf(error: unknown): string;
  /** The service has refused a key that it had accepted before. */
  wasRefused: boolean;
  /** Asks the service, and stores the key only if it is accepted. */
  onOpen(key: string): Promise<void>;
  /** Below the button. */
  children?: ComponentChildren;
}

/** Asks the staff for a key. Not with the parts of the booking page, which bring their texts with them. */
export function KeyForm({ id, about, text, messageOf, wasRefused, onOpen, children }: Props) {
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<'keyMissing' | 'keyRefused' | undefined>(wasRefused ? 'keyRefused' : undefined);
  const field = useRef<HTMLInputElement>(null);
  const command = useCommand();
  const key = typed.trim();
  const problem = fault ? text(fault) : command.error ? messageOf(command.error) : '';

  useEffect(() => {
    if (command.error) field.current?.focus();
  }, [command.error]);

  const open = () => {
    command.clear();
    setFault(key === '' ? 'keyMissing' : isSendableKey(key) ? undefined : 'keyRefused');
    if (!isSendableKey(key)) return field.current?.focus();
    command.run(() => onOpen(key));
  };

  return (
    <form class="key-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      open();
    }}>
      {about}
      <div class="field">
        <label for={id}>{text('key')}</label>
        <input id={id} ref={field} type="password" autocomplete="off" autocapitalize="off" spellcheck={false} required
          value={typed} aria-invalid={problem !== ''} aria-describedby="key-problem"
          onInput={(event) => setTyped(event.currentTarget.value)} />
      </div>
      <p id="key-problem" class={problem ? 'notice bad' : ''} role="alert">{problem}</p>
      <button type="submit" class="primary wide" disabled={command.isBusy}>{text('open')}</button>
      {children}
    </form>
  );
}
