import { useState } from 'preact/hooks';
import { serverNow } from '../api/clock';
import { dayName, monthName, t, weekdays } from '../i18n';
import { calendarText } from '../i18n/lazy/calendar';
import { byDay, monthOf, weeksOf } from '../state/calendar';
import { canQueueFor, stateOf } from '../state/phases';
import { DateRow, type DateCount } from './DateRow';

/** The dates of a concert that has many, month by month: a day shows its dates. */
export function Calendar({ concertId, timeZone, dates }: { concertId: string; timeZone: string; dates: DateCount[] }) {
  const days = byDay(dates, timeZone);
  const months = [...new Set([...days.keys()].map(monthOf))];
  const isOpen = (date: DateCount) => canQueueFor(stateOf(date, serverNow()));
  const firstOpen = [...days].find(([, each]) => each.some(isOpen))?.[0] ?? [...days.keys()][0]!;
  const [chosen, setChosen] = useState<string>();
  const [turned, setTurned] = useState<string>();
  const day = chosen ?? firstOpen;
  const month = turned ?? monthOf(day);
  const place = months.indexOf(month);
  return (
    <div class="calendar">
      <div class="calendar-head">
        <button type="button" class="quiet" disabled={place <= 0} aria-label={calendarText('monthBefore')}
          onClick={() => setTurned(months[place - 1])}>
          <span aria-hidden="true">‹</span>
        </button>
        <h3 aria-live="polite">{monthName(month)}</h3>
        <button type="button" class="quiet" disabled={place >= months.length - 1} aria-label={calendarText('monthAfter')}
          onClick={() => setTurned(months[place + 1])}>
          <span aria-hidden="true">›</span>
        </button>
      </div>
      <table>
        <caption class="unseen">{calendarText('calendarTitle', { month: monthName(month) })}</caption>
        <thead>
          <tr>{weekdays().map(({ short, long }) => <th key={long} scope="col" abbr={long}>{short}</th>)}</tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week, index) => (
            <tr key={index}>
              {week.map((each, weekday) => (
                <td key={weekday}>
                  {each && <Day day={each} dates={days.get(each)} isChosen={each === day} isOpen={isOpen} onChoose={setChosen} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{dayName(day)}</h3>
      <ul class="dates">
        {days.get(day)?.map((date) => <li key={date.performanceId}><DateRow concertId={concertId} date={date} zone={timeZone} /></li>)}
      </ul>
    </div>
  );
}

interface DayProps {
  day: string;
  dates: DateCount[] | undefined;
  isChosen: boolean;
  isOpen(date: DateCount): boolean;
  onChoose(day: string): void;
}

function Day({ day, dates, isChosen, isOpen, onChoose }: DayProps) {
  const number = Number(day.slice(-2));
  if (!dates) return <span class="dim">{number}</span>;
  const open = dates.filter(isOpen);
  const seats = open.reduce((sum, date) => sum + date.seatsAvailable, 0);
  const left = open.length === 0 ? calendarText('noneToQueueFor') : seats === 0 ? '' : t('seatsLeft', { count: seats });
  const label = [dayName(day), dates.length === 1 ? calendarText('dayDatesOne') : calendarText('dayDates', { count: dates.length }), left].filter(Boolean).join(', ');
  return (
    <button type="button" class={open.length === 0 ? 'day gone' : 'day'} aria-pressed={isChosen}
      onClick={() => onChoose(day)}>
      <span aria-hidden="true">{number}</span><span class="unseen">{label}</span>
      <small aria-hidden="true">{dates.length > 1 ? dates.length : '•'}</small>
    </button>
  );
}
