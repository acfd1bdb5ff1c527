import { emptyDate, MAX_DATES, type DateDraft, type Draft, type Faults } from './draft';
import { FieldGroup, GroupFault } from './Field';
import { TimeField } from './TimeField';
import { keyOfTime } from './times';
import { useFormList } from './useFormList';
import { tAdmin } from './texts';

interface Props extends TimeProps {
  dates: readonly DateDraft[];
  faults: Faults;
  onChange(dates: readonly DateDraft[], path?: string): void;
}

/** What every field of a time needs. */
export interface TimeProps {
  zone: string | undefined;
  chosen: Draft['chosen'];
  onChosen(key: string, at: number): void;
}

const HINTS = { startsAt: undefined, salesOpenAt: 'salesOpenHint', salesCloseAt: 'salesCloseHint' } as const;

export function DateFields({ dates, zone, chosen, faults, onChange, onChosen }: Props) {
  const parts = useFormList(dates, (index) => `performances[${index}].startsAt`, 'add-date', onChange);
  return (
    <>
      <h2>{tAdmin('datesTitle')}</h2>
      <GroupFault path="performances" faults={faults} />
      {dates.map((date, index) => (
        <FieldGroup key={date.id} legend={tAdmin('dateNumber', { number: index + 1 })}
          removeLabel={tAdmin('removeDate', { number: index + 1 })} onRemove={parts.remover(date)}>
          {(['startsAt', 'salesOpenAt', 'salesCloseAt'] as const).map((name) => {
            const path = `performances[${index}].${name}`;
            const key = keyOfTime(name, date);
            const hint = HINTS[name];
            return (
              <TimeField key={name} path={path} label={tAdmin(name)} value={date[name]} zone={zone} chosen={chosen[key]}
                {...(hint ? { isOptional: true, hint: tAdmin(hint) } : {})} faults={faults}
                onText={(text) => parts.change(date, name, text, path)} onChosen={(at) => onChosen(key, at)} />
            );
          })}
        </FieldGroup>
      ))}
      <button type="button" id="add-date" aria-disabled={dates.length >= MAX_DATES}
        onClick={() => dates.length < MAX_DATES && parts.add(emptyDate())}>{tAdmin('addDate')}</button>
    </>
  );
}
