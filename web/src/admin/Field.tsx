import type { ComponentChildren } from 'preact';
import type { Fault, Faults } from './draft';
import { tAdmin } from './texts';

interface Props {
  /** The field's name in the request and in the service's error messages. */
  path: string;
  label: string;
  value: string;
  faults: Faults;
  onText(text: string): void;
  /** The id of the list with suggestions. */
  list?: string;
  kind?: 'text' | 'number' | 'price' | 'time';
  isOptional?: boolean;
  hint?: string;
}

const TIME = { type: 'datetime-local' } as const;
const INPUT_MODES = { text: 'text', number: 'numeric', price: 'decimal', time: 'text' } as const;
const TEXT = { type: 'text' } as const;

export function Field({ path, label, value, faults, onText, kind = 'text', isOptional = false, hint, list }: Props) {
  const fault = faults[path];
  const notes = [...(hint ? [`${path}-hint`] : []), ...(fault ? [`${path}-fault`] : [])];
  return (
    <div class="field">
      <label for={path}>{label}</label>
      <input id={path} name={path} {...(kind === 'time' ? TIME : TEXT)} list={list} autocomplete="off" required={!isOptional}
        inputMode={INPUT_MODES[kind]} value={value} aria-invalid={fault !== undefined}
        aria-describedby={notes.length > 0 ? notes.join(' ') : undefined} onInput={(event) => onText(event.currentTarget.value)} />
      {hint && <p class="dim small" id={`${path}-hint`}>{hint}</p>}
      {fault && <FaultText id={`${path}-fault`} fault={fault} />}
    </div>
  );
}

/** A fault of a group as a whole. It can take the focus, like a field with a fault. */
export function GroupFault({ path, faults }: { path: string; faults: Faults }) {
  const fault = faults[path];
  return fault ? <div tabIndex={-1} data-fault={path}><FaultText fault={fault} /></div> : null;
}

function FaultText({ fault, id }: { fault: Fault; id?: string }) {
  // The service's messages are in English, whatever the page's language is.
  return 'text' in fault
    ? <p class="fault" id={id} lang="en">{fault.text}</p>
    : <p class="fault" id={id}>{tAdmin(fault.key, fault.values)}</p>;
}

interface FieldGroupProps {
  legend: string;
  /** A summary of the fields. */
  note?: string;
  removeLabel: string;
  onRemove: (() => void) | undefined;
  children: ComponentChildren;
}

/** The fields of one item in a list: a performance or a section. */
export function FieldGroup({ legend, note, removeLabel, onRemove, children }: FieldGroupProps) {
  return (
    <fieldset class="part">
      <legend>{legend}</legend>
      {children}
      {(onRemove || note !== undefined) && (
        <div class="part-end">
          <p class="dim small">{note}</p>
          {onRemove && <button type="button" class="quiet" aria-label={removeLabel} onClick={onRemove}>{tAdmin('remove')}</button>}
        </div>
      )}
    </fieldset>
  );
}

/** Moves the focus to the first fault, in the order of the page. */
export function focusFault(form: HTMLElement): void {
  form.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault]')?.focus();
}
