import { textsIn } from '../index';

/** The texts of the screen that changes the seats of a reservation. */
const en = {
  title: 'Change your seats',
  how: 'Choose one of your seats to drop it, and a free one to add it.',
  plus: '+{seats}',
  minus: '−{seats}',
  and: '{one}, {other}',
  newTotal: 'New total {amount}',
  sameTotal: 'Total {amount}',
  change: 'Change to these seats',
  changing: 'Changing…',
  keep: 'Keep as it was',
  full: 'You can have {limit} seats here. Drop one first, then add this one.',
  limit: 'You can have {limit} seats of this date. You keep {held}, so you can’t add that many.',
  unchanged: 'Nothing was changed: your seats are still on hold for you.',
};

const ko: typeof en = {
  title: '좌석 바꾸기',
  how: '내 좌석을 누르면 빠지고, 빈 좌석을 누르면 더해져요.',
  plus: '+{seats}',
  minus: '−{seats}',
  and: '{one}, {other}',
  newTotal: '바뀐 총액 {amount}',
  sameTotal: '총액 {amount}',
  change: '이 좌석으로 바꾸기',
  changing: '바꾸는 중…',
  keep: '그대로 두기',
  full: '여기서는 {limit}석까지 가질 수 있어요. 먼저 한 좌석을 뺀 다음 골라 주세요.',
  limit: '이 날짜에는 {limit}석까지 가질 수 있어요. 그대로 두는 좌석이 {held}석이라 그만큼 더할 수 없어요.',
  unchanged: '바뀐 것은 없어요. 잡아 둔 좌석은 그대로예요.',
};

export const changeText = textsIn({ en, ko });
