import { textsIn } from '../index';

/** The texts of the calendar of a concert with many dates. */
const en = {
  calendarTitle: 'Dates in {month}',
  monthBefore: 'Previous month',
  monthAfter: 'Next month',
  dayDates: '{count} dates',
  noneToQueueFor: 'sold out or over',
  dayDatesOne: '1 date',
};

const ko: typeof en = {
  calendarTitle: '{month} 공연 일정',
  monthBefore: '이전 달',
  monthAfter: '다음 달',
  dayDates: '{count}회',
  noneToQueueFor: '매진 또는 종료',
  dayDatesOne: '1회',
};

export const calendarText = textsIn({ en, ko });
