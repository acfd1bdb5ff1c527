import { emptyDate, MAX_DATES, type DateDraft, type Faults } from './draft';
import { Field, FieldGroup, GroupFault } from './Field';
import { useFormList } from './useFormList';
import { tAdmin } from './texts';

interface Props {
  dates: readonly DateDraft[];
  faults: Faults;
  onChange(dates: readonly DateDraft[], path?: string): void;
}

export function DateFields({ dates, faults, onChange }: Props) {
  const parts = useFormList(dates, (index) => `performances[${index}].startsAt`, 'add-date', onChange);
  return (
    <>
      <h2>{tAdmin('datesTitle')}</h2>
      <p class="dim small">{tAdmin('zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
      <GroupFault path="performances" faults={faults} />
      {dates.map((date, index) => (
        <FieldGroup key={date.id} legend={tAdmin('dateNumber', { number: index + 1 })}
          removeLabel={tAdmin('removeDate', { number: index + 1 })} onRemove={parts.remover(date)}>
          {(['startsAt', 'salesOpenAt'] as const).map((name) => {
            const path = `performances[${index}].${name}`;
            return (
              <Field key={name} path={path} kind="time" label={tAdmin(name)} value={date[name]}
                {...(name === 'salesOpenAt' ? { isOptional: true, hint: tAdmin('salesOpenHint') } : {})}
                faults={faults} onText={(text) => parts.change(date, name, text, path)} />
            );
          })}
        </FieldGroup>
      ))}
      <button type="button" id="add-date" aria-disabled={dates.length >= MAX_DATES}
        onClick={() => dates.length < MAX_DATES && parts.add(emptyDate())}>{tAdmin('addDate')}</button>
    </>
  );
}
