import { useEffect, useState } from 'preact/hooks';
import { get } from '../api/client';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { shortDate } from '../i18n';
import { useCommand, useLoaded } from '../ui/hooks';
import { todayFirst } from './dates';
import { open } from './gate';
import { Heading, messageOf } from './parts';
import { allPrepared, type Prepared } from './store';
import { tDoor } from './texts';

const PAGE_SIZE = 20;

type Concert = Schemas['ConcertSummaryModel'];

const timeOf = (startsAt: string, timeZone: string) => shortDate(startsAt, { timeZone });

/** Which performance the door is open for: those of this device, and else a concert and its dates. */
export function ChooseScreen() {
  const [concert, setConcert] = useState<Concert | undefined>();
  const command = useCommand();
  const choose = (performanceId: string) => command.run(() => open(performanceId));
  return (
    <>
      <Heading>{tDoor('chooseTitle')}</Heading>
      {command.error !== undefined && <p class="notice bad" role="alert">{messageOf(command.error)}</p>}
      {concert
        ? <Dates key={concert.concertId} concert={concert} onChoose={choose} onBack={() => setConcert(undefined)} />
        : <Concerts onPick={setConcert} onChoose={choose} />}
    </>
  );
}

function Concerts({ onPick, onChoose }: { onPick: (concert: Concert) => void; onChoose: (performanceId: string) => void }) {
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(PAGE_SIZE);
  const [prepared, setPrepared] = useState<Prepared[]>([]);
  const found = useLoaded(
    (signal) => get('/v1/concerts', {}, { signal, query: { order: 'date', limit, ...(search.trim() && { search: search.trim() }) } }),
    [search.trim(), limit]);
  useEffect(() => void allPrepared().then(setPrepared, () => {}), []);
  return (
    <>
      {prepared.length > 0 && (
        <section aria-labelledby="prepared">
          <h2 id="prepared">{tDoor('prepared')}</h2>
          <Choices items={prepared.map(({ performanceId, title, startsAt, timeZone }) =>
            ({ id: performanceId, name: title, detail: timeOf(startsAt, timeZone), act: () => onChoose(performanceId) }))} />
        </section>
      )}
      <label class="field search">
        <span>{tDoor('search')}</span>
        <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
      </label>
      {found.error !== undefined && <p class="notice bad" role="alert">{messageOf(found.error)}</p>}
      {!found.value && found.error === undefined && <p class="loading" role="status">{tDoor('loading')}</p>}
      {found.value?.items.length === 0 && <p>{tDoor('noneFound')}</p>}
      <Choices items={(found.value?.items ?? []).map((concert) => ({
        id: concert.concertId, name: concert.title, detail: `${concert.venue} · ${timeOf(concert.nextStartsAt, concert.timeZone)}`,
        act: () => onPick(concert),
      }))} />
      {found.value?.nextCursor && limit < 100 && (
        <button type="button" class="wide" onClick={() => setLimit(100)}>{tDoor('more')}</button>
      )}
    </>
  );
}

function Dates({ concert, onChoose, onBack }:
  { concert: Concert; onChoose: (performanceId: string) => void; onBack: () => void }) {
  const { concertId, timeZone } = concert;
  const found = useLoaded((signal) => get('/v1/concerts/{concertId}/performances', { concertId }, { signal }), [concertId]);
  const { today, others } = todayFirst(found.value?.items ?? [], timeZone, serverNow());
  const itemsOf = (dates: typeof today) => dates.map(({ performanceId, startsAt }) =>
    ({ id: performanceId, name: timeOf(startsAt, timeZone), detail: '', act: () => onChoose(performanceId) }));
  return (
    <>
      <p class="lead">{concert.title}</p>
      <button type="button" class="quiet" onClick={onBack}>{tDoor('back')}</button>
      {found.error !== undefined && <p class="notice bad" role="alert">{messageOf(found.error)}</p>}
      {!found.value && found.error === undefined && <p class="loading" role="status">{tDoor('loading')}</p>}
      {today.length > 0 && <><h2>{tDoor('today')}</h2><Choices items={itemsOf(today)} /></>}
      {others.length > 0 && <><h2>{tDoor('laterDates')}</h2><Choices items={itemsOf(others)} /></>}
    </>
  );
}

function Choices({ items }: { items: { id: string; name: string; detail: string; act: () => void }[] }) {
  return (
    <ul class="choices">
      {items.map(({ id, name, detail, act }) => (
        <li key={id}>
          <button type="button" class="wide choice" onClick={act}><span>{name}</span>{detail && <small>{detail}</small>}</button>
        </li>
      ))}
    </ul>
  );
}
