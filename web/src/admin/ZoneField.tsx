import { serverNow } from '../api/clock';
import { dateTime } from '../i18n';
import type { Faults } from './draft';
import { Field } from './Field';
import { tAdmin } from './texts';

interface Props {
  /** What was typed, or the zone of the service. */
  text: string;
  zone: string | undefined;
  faults: Faults;
  onText(text: string): void;
}

/** The zone of the venue, whose clocks the other times of the form are on. */
export function ZoneField({ text, zone, faults, onText }: Props) {
  const hint = zone === undefined
    ? tAdmin('timeZoneHint')
    : tAdmin('timeZoneIs', { zone, time: dateTime(new Date(serverNow()), { dateStyle: undefined, timeZone: zone }) });
  return (
    <>
      <Field path="timeZone" label={tAdmin('timeZone')} value={text} list="zones" hint={hint} faults={faults} onText={onText} />
      <datalist id="zones">{Intl.supportedValuesOf('timeZone').map((each) => <option key={each} value={each} />)}</datalist>
    </>
  );
}
