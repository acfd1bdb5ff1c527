import { useEffect, useRef, useState } from 'preact/hooks';
import { post, RefusalError } from '../api/client';
import { serverNow } from '../api/clock';
import { isKeyRefusal } from '../state/keys';
import { rules } from '../state/session';
import { useCommand } from '../ui/hooks';
import { Heading } from '../ui/parts';
import { DateFields } from './DateFields';
import { check, draft, emptyDraft, faultsOf, type Draft, type Fault, type Faults } from './draft';
import { Field, focusFault } from './Field';
import { clearKey, operatorMessageOf } from './key';
import { LobbyFields } from './LobbyFields';
import { Preview } from './Preview';
import { SectionFields } from './SectionFields';
import { tAdmin } from './texts';
import { zoneOfDraft } from './times';
import { ZoneField } from './ZoneField';

interface Created {
  concertId: string;
  title: string;
}

/** No answer, or a server error: the concert may have been created. The call has no idempotency key, so it is not retried. */
class OutcomeUnknownError extends Error {}

export function CreateScreen({ adminKey, currency }: { adminKey: string; currency: string }) {
  const form = useRef<HTMLFormElement>(null);
  const [wasChecked, setChecked] = useState(false);
  const [serviceFaults, setServiceFaults] = useState<Faults>({});
  const [created, setCreated] = useState<Created>();
  // Counts failed submits: each moves the focus to the first field with a fault.
  const [failures, setFailures] = useState(0);
  const command = useCommand();
  const defaultZone = rules().timeZone;
  const zone = zoneOfDraft(draft.value, defaultZone);
  const faults: Faults = wasChecked ? { ...check(draft.value, serverNow(), defaultZone, currency).faults, ...serviceFaults } : {};
  const hasFaults = Object.keys(faults).length > 0;

  useEffect(() => {
    if (failures > 0) focusFault(form.current!);
  }, [failures]);

  const edit = (change: Partial<Draft>, path?: string) => {
    draft.value = { ...draft.value, ...change };
    // A fault reported by the service is about the value that was sent, so an edit of the field clears it.
    setServiceFaults((last) => Object.fromEntries(Object.entries(last).filter(([field]) => path !== undefined && field !== path)));
  };
  const times = {
    zone,
    chosen: draft.value.chosen,
    onChosen: (key: string, at: number) => edit({ chosen: { ...draft.value.chosen, [key]: at } }),
  };
  const fail = (found: Faults) => {
    setServiceFaults(found);
    setChecked(true);
    setFailures((last) => last + 1);
  };
  const submit = () => {
    const { request } = check(draft.value, serverNow(), defaultZone, currency);
    const incomplete = incompleteDates(form.current!);
    if (!request || Object.keys(incomplete).length > 0) return fail(incomplete);
    command.run(async () => {
      setCreated(undefined);
      try {
        const answer = await post('/v1/concerts', {}, request, { headers: { 'Admin-Key': adminKey }, noRetry: true });
        draft.value = emptyDraft();
        setChecked(false);
        setServiceFaults({});
        setCreated(answer);
      } catch (error) {
        if (isKeyRefusal(error)) return clearKey(true);
        if (!(error instanceof RefusalError) || error.problem.status >= 500) throw new OutcomeUnknownError();
        if (!error.problem.errors) throw error;
        fail(faultsOf(error.problem.errors));
      }
    });
  };

  return (
    <>
      <Heading tab={`${tAdmin('create')} · ${tAdmin('operators')}`}>{tAdmin('create')}</Heading>
      {created && <Success created={created} />}
      <form class="create" ref={form} noValidate onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}>
        <div class="create-fields">
          <h2>{tAdmin('about')}</h2>
          {(['title', 'artist', 'venue'] as const).map((name) => (
            <Field key={name} path={name} label={tAdmin(name)} value={draft.value[name]} faults={faults}
              onText={(text) => edit({ [name]: text }, name)} />
          ))}
          <ZoneField text={draft.value.timeZone ?? defaultZone} zone={zone} faults={faults}
            onText={(timeZone) => edit({ timeZone }, 'timeZone')} />
          <DateFields dates={draft.value.dates} {...times} faults={faults} onChange={(dates, path) => edit({ dates }, path)} />
          <LobbyFields lobbyOpensAt={draft.value.lobbyOpensAt} isDrawn={draft.value.isDrawn}
            refusesLoneSeats={draft.value.refusesLoneSeats} {...times} faults={faults} onChange={edit} />
          <SectionFields sections={draft.value.sections} currency={currency} faults={faults}
            onChange={(sections, path) => edit({ sections }, path)} />
        </div>
        <Preview sections={draft.value.sections} currency={currency} />
        <div class="create-end">
          <div role="alert">
            {hasFaults && <p class="notice bad">{tAdmin('faults')}</p>}
            {command.error !== undefined && (
              <p class="notice bad">
                {command.error instanceof OutcomeUnknownError ? tAdmin('unknown') : operatorMessageOf(command.error)}
              </p>
            )}
            <OtherFaults faults={faults} form={form.current} />
          </div>
          <button type="submit" class="primary wide" disabled={command.isBusy}>{tAdmin(command.isBusy ? 'submitting' : 'submit')}</button>
        </div>
      </form>
    </>
  );
}

function Success({ created: { concertId, title } }: { created: Created }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), [concertId]);
  return (
    <div class="notice good" tabIndex={-1} ref={notice}>
      <p>{tAdmin('created', { title })}</p>
      <a href={`/concerts/${encodeURIComponent(concertId)}`}>{tAdmin('showCreated')}</a>
    </div>
  );
}

/** Faults reported by the service for names that have no field in this form, shown as the service sent them. */
function OtherFaults({ faults, form }: { faults: Faults; form: HTMLFormElement | null }) {
  const others = Object.entries(faults).filter(
    (entry): entry is [string, Fault & { text: string }] =>
      'text' in entry[1] && !form?.querySelector(`[name="${CSS.escape(entry[0])}"]`)
      && entry[0] !== 'sections' && entry[0] !== 'performances');
  return <>{others.map(([field, { text }]) => <p key={field} class="notice bad" lang="en">{field}: {text}</p>)}</>;
}

// The value of a date without a time is empty, and an empty optional date means "at once". Only the browser's validity shows that
// the field is half filled.
function incompleteDates(form: HTMLFormElement): Faults {
  const incomplete = [...form.querySelectorAll('input')].filter((input) => input.validity.badInput);
  return Object.fromEntries(incomplete.map(({ name }): [string, Fault] => [name, { key: 'isWholeDate' }]));
}
