import { useEffect, useRef, useState } from 'preact/hooks';
import { post, Refused } from '../api/client';
import { serverNow } from '../api/clock';
import { useCommand } from '../ui/hooks';
import { Heading } from '../ui/parts';
import { DateParts } from './DateParts';
import { check, draft, emptyDraft, faultsOf, type Draft, type Fault, type Faults } from './draft';
import { Field, focusFault } from './Field';
import { forgetKey, isKeyRefusal, reasonOf } from './key';
import { Preview } from './Preview';
import { SectionParts } from './SectionParts';
import { say } from './texts';

interface Created {
  concertId: string;
  title: string;
}

/** Nobody answered, or the service broke down on the way: it may have happened. The call has no key, so it is not sent again. */
class OutcomeUnknown extends Error {}

export function CreateScreen({ adminKey, currency }: { adminKey: string; currency: string }) {
  const form = useRef<HTMLFormElement>(null);
  const [wasChecked, setChecked] = useState(false);
  const [told, setTold] = useState<Faults>({});
  const [created, setCreated] = useState<Created>();
  // Counts the presses that came to nothing: each puts the focus where there is something to mend.
  const [failures, setFailures] = useState(0);
  const command = useCommand();
  const faults: Faults = wasChecked ? { ...check(draft.value, serverNow()).faults, ...told } : {};
  const hasFaults = Object.keys(faults).length > 0;

  useEffect(() => {
    if (failures > 0) focusFault(form.current!);
  }, [failures]);

  const edit = (change: Partial<Draft>, path?: string) => {
    draft.value = { ...draft.value, ...change };
    // A complaint of the service is about what was sent: who changes that has answered it.
    setTold((last) => Object.fromEntries(Object.entries(last).filter(([field]) => path !== undefined && field !== path)));
  };
  const fail = (found: Faults) => {
    setTold(found);
    setChecked(true);
    setFailures((last) => last + 1);
  };
  const submit = () => {
    const { request } = check(draft.value, serverNow());
    const half = halfDates(form.current!);
    if (!request || Object.keys(half).length > 0) return fail(half);
    command.run(async () => {
      setCreated(undefined);
      try {
        const answer = await post('/v1/concerts', {}, request, { headers: { 'Admin-Key': adminKey }, isOnce: true });
        draft.value = emptyDraft();
        setChecked(false);
        setTold({});
        setCreated(answer);
      } catch (error) {
        if (isKeyRefusal(error)) return forgetKey(true);
        if (!(error instanceof Refused) || error.problem.status >= 500) throw new OutcomeUnknown();
        if (!error.problem.errors) throw error;
        fail(faultsOf(error.problem.errors));
      }
    });
  };

  return (
    <>
      <Heading tab={`${say('create')} · ${say('operators')}`}>{say('create')}</Heading>
      {created && <Success created={created} />}
      <form class="create" ref={form} noValidate onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}>
        <div class="create-fields">
          <h2>{say('about')}</h2>
          {(['title', 'artist', 'venue'] as const).map((name) => (
            <Field key={name} path={name} label={say(name)} value={draft.value[name]} faults={faults}
              onText={(text) => edit({ [name]: text }, name)} />
          ))}
          <DateParts dates={draft.value.dates} faults={faults} onChange={(dates, path) => edit({ dates }, path)} />
          <SectionParts sections={draft.value.sections} currency={currency} faults={faults}
            onChange={(sections, path) => edit({ sections }, path)} />
        </div>
        <Preview sections={draft.value.sections} currency={currency} />
        <div class="create-end">
          <div role="alert">
            {hasFaults && <p class="notice bad">{say('faults')}</p>}
            {command.error !== undefined && (
              <p class="notice bad">{command.error instanceof OutcomeUnknown ? say('unknown') : reasonOf(command.error)}</p>
            )}
            <Strays faults={faults} form={form.current} />
          </div>
          <button type="submit" class="primary wide" disabled={command.isBusy}>{say(command.isBusy ? 'submitting' : 'submit')}</button>
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
      <p>{say('created', { title })}</p>
      <a href={`/#/concerts/${encodeURIComponent(concertId)}`}>{say('showCreated')}</a>
    </div>
  );
}

/** Complaints about what has no field here: said as they came, so that none is lost. */
function Strays({ faults, form }: { faults: Faults; form: HTMLFormElement | null }) {
  const strays = Object.entries(faults).filter(
    (entry): entry is [string, Fault & { text: string }] =>
      'text' in entry[1] && !form?.querySelector(`[name="${CSS.escape(entry[0])}"]`)
      && entry[0] !== 'sections' && entry[0] !== 'performances');
  return <>{strays.map(([field, { text }]) => <p key={field} class="notice bad" lang="en">{field}: {text}</p>)}</>;
}

// A date without its time is no value, and would go as "at once". Only the browser knows that something was begun.
function halfDates(form: HTMLFormElement): Faults {
  const half = [...form.querySelectorAll('input')].filter((input) => input.validity.badInput);
  return Object.fromEntries(half.map(({ name }): [string, Fault] => [name, { key: 'isWholeDate' }]));
}
