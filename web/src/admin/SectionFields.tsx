import { money } from '../i18n';
import { seatCountOf } from '../map/geometry';
import { checkSections, emptySection, MAX_SECTIONS, sectionsOf, templates, templateSeatsOf, type Faults, type SectionDraft } from './draft';
import { Field, FieldGroup, GroupFault } from './Field';
import { useFormList } from './useFormList';
import { tAdmin } from './texts';

interface Props {
  sections: readonly SectionDraft[];
  currency: string;
  faults: Faults;
  onChange(sections: readonly SectionDraft[], path?: string): void;
}

const KINDS = { name: 'text', rows: 'number', seatsPerRow: 'number', price: 'price' } as const;
const NAMES = ['name', 'rows', 'seatsPerRow', 'price'] as const;

export function SectionFields({ sections, currency, faults, onChange }: Props) {
  const parts = useFormList(sections, (index) => `sections[${index}].name`, 'add-section', onChange);
  return (
    <>
      <h2>{tAdmin('sectionsTitle')}</h2>
      <p class="dim small">{tAdmin('sectionsText')}</p>
      <div class="templates" role="group" aria-label={tAdmin('templates')}>
        {templates.map((template) => (
          <button type="button" key={template} onClick={() => onChange(sectionsOf(template, currency))}>
            {tAdmin(template)} <small>{tAdmin('templateSize', { seats: templateSeatsOf(template) })}</small>
          </button>
        ))}
      </div>
      <GroupFault path="sections" faults={faults} />
      {sections.map((section, index) => (
        <FieldGroup key={section.id} legend={tAdmin('sectionNumber', { number: index + 1 })}
          removeLabel={tAdmin('removeSection', { number: index + 1 })}
          note={noteOf(section, currency)} onRemove={parts.remover(section)}>
          {NAMES.map((name) => {
            const path = `sections[${index}].${name}`;
            return (
              <Field key={name} path={path} kind={KINDS[name]}
                label={tAdmin(name, { unit: currency })} value={section[name]} faults={faults}
                onText={(text) => parts.change(section, name, text, path)} />
            );
          })}
        </FieldGroup>
      ))}
      <button type="button" id="add-section" aria-disabled={sections.length >= MAX_SECTIONS}
        onClick={() => sections.length < MAX_SECTIONS && parts.add(emptySection())}>{tAdmin('addSection')}</button>
    </>
  );
}

/** The size and the price as the service will read them, so that a zero too many is visible. */
function noteOf(section: SectionDraft, currency: string): string {
  const [found] = checkSections([section], currency).sections ?? [];
  return found ? tAdmin('sectionWorth', { seats: seatCountOf(found), price: money(found.price, currency) }) : '';
}
