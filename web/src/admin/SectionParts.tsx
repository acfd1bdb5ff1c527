import { minorDigits, money } from '../i18n';
import { seatCountOf } from '../map/geometry';
import { checkSections, emptySection, MAX_SECTIONS, sectionsOf, sizeOf, templates, type Faults, type SectionDraft } from './draft';
import { Field, GroupFault, Part } from './Field';
import { useParts } from './lists';
import { say } from './texts';

interface Props {
  sections: readonly SectionDraft[];
  currency: string;
  faults: Faults;
  onChange(sections: readonly SectionDraft[], path?: string): void;
}

const NAMES = ['name', 'rows', 'seatsPerRow', 'price'] as const;

export function SectionParts({ sections, currency, faults, onChange }: Props) {
  const parts = useParts(sections, (index) => `sections[${index}].name`, 'add-section', onChange);
  const unit = unitOf(currency);
  return (
    <>
      <h2>{say('sectionsTitle')}</h2>
      <p class="dim small">{say('sectionsText')}</p>
      <div class="templates" role="group" aria-label={say('templates')}>
        {templates.map((template) => (
          <button type="button" key={template} onClick={() => onChange(sectionsOf(template))}>
            {say(template)} <small>{say('templateSize', { seats: sizeOf(template) })}</small>
          </button>
        ))}
      </div>
      <GroupFault path="sections" faults={faults} />
      {sections.map((section, index) => (
        <Part key={section.id} legend={say('sectionNumber', { number: index + 1 })}
          removeLabel={say('removeSection', { number: index + 1 })}
          note={noteOf(section, currency)} onRemove={parts.remover(section)}>
          {NAMES.map((name) => {
            const path = `sections[${index}].${name}`;
            return (
              <Field key={name} path={path} kind={name === 'name' ? 'text' : 'number'}
                label={say(name, { unit })} value={section[name]} faults={faults}
                onText={(text) => parts.change(section, name, text, path)} />
            );
          })}
        </Part>
      ))}
      <button type="button" id="add-section" aria-disabled={sections.length >= MAX_SECTIONS}
        onClick={() => sections.length < MAX_SECTIONS && parts.add(emptySection())}>{say('addSection')}</button>
    </>
  );
}

/** What was typed, as it will be read: a nought too many shows. */
function noteOf(section: SectionDraft, currency: string): string {
  const [found] = checkSections([section]).sections ?? [];
  return found ? say('sectionWorth', { seats: seatCountOf(found), price: money(found.price, currency) }) : '';
}

/** Prices are counted in the currency's smallest unit: a yen, but a cent. */
function unitOf(currency: string): string {
  const digits = minorDigits(currency);
  return digits === 0 ? currency : `${currency} ÷ ${10 ** digits}`;
}
