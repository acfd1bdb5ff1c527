import { emptyDate, MAX_DATES, type DateDraft, type Faults } from './draft';
import { Field, GroupFault, Part } from './Field';
import { useParts } from './lists';
import { say } from './texts';

interface Props {
  dates: readonly DateDraft[];
  faults: Faults;
  onChange(dates: readonly DateDraft[], path?: string): void;
}

export function DateParts({ dates, faults, onChange }: Props) {
  const parts = useParts(dates, (index) => `performances[${index}].startsAt`, 'add-date', onChange);
  return (
    <>
      <h2>{say('datesTitle')}</h2>
      <p class="dim small">{say('zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
      <GroupFault path="performances" faults={faults} />
      {dates.map((date, index) => (
        <Part key={date.id} legend={say('dateNumber', { number: index + 1 })} removeLabel={say('removeDate', { number: index + 1 })}
          onRemove={parts.remover(date)}>
          {(['startsAt', 'salesOpenAt'] as const).map((name) => {
            const path = `performances[${index}].${name}`;
            return (
              <Field key={name} path={path} kind="time" label={say(name)} value={date[name]}
                {...(name === 'salesOpenAt' ? { isOptional: true, hint: say('salesOpenHint') } : {})}
                faults={faults} onText={(text) => parts.change(date, name, text, path)} />
            );
          })}
        </Part>
      ))}
      <button type="button" id="add-date" aria-disabled={dates.length >= MAX_DATES}
        onClick={() => dates.length < MAX_DATES && parts.add(emptyDate())}>{say('addDate')}</button>
    </>
  );
}
