import { dateTime } from '../i18n';
import { venueTime } from '../i18n/venue';
import { offsetAt, offsetName } from '../state/zones';
import type { Faults } from './draft';
import { Field } from './Field';
import { readTime } from './times';
import { tAdmin } from './texts';

interface Props {
  path: string;
  label: string;
  value: string;
  /** Undefined while the form has no zone: then the time cannot be read. */
  zone: string | undefined;
  chosen: number | undefined;
  faults: Faults;
  onText(text: string): void;
  onChosen(at: number): void;
  isOptional?: boolean;
  hint?: string;
}

/** A time on the clocks of the venue. The form reads it back in words, and asks which one is meant if they show it twice. */
export function TimeField({ zone, chosen, onChosen, hint, ...field }: Props) {
  const time = zone === undefined || field.value === '' ? {} : readTime(field.value, zone, chosen);
  const words = time.at === undefined ? hint : readBack(time.at, zone!);
  return (
    <>
      <Field {...field} kind="time" {...(words === undefined ? {} : { hint: words })} />
      {time.choices && <Twice path={field.path} zone={zone!} choices={time.choices} chosen={chosen} onChosen={onChosen} />}
    </>
  );
}

const readBack = (at: number, zone: string) =>
  tAdmin('readBack', { when: venueTime(at, zone, { isInSentence: true }), offset: offsetName(offsetAt(at, zone)) });

function Twice({ path, zone, choices, chosen, onChosen }:
  { path: string; zone: string; choices: readonly number[]; chosen: number | undefined; onChosen: (at: number) => void }) {
  const time = dateTime(new Date(choices[0]!), { dateStyle: undefined, timeZone: zone });
  return (
    <fieldset class="part">
      <legend>{tAdmin('whichOne', { time })}</legend>
      {choices.map((at, index) => (
        <label class="check" key={at}>
          <input type="radio" name={`${path}-which`} checked={at === chosen} onChange={() => onChosen(at)} />
          {tAdmin(index === 0 ? 'firstOne' : 'secondOne', { time, offset: offsetName(offsetAt(at, zone)) })}
        </label>
      ))}
    </fieldset>
  );
}
