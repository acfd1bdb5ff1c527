import type { hintsEn } from './ticketHints';

export const hintsKo: typeof hintsEn = {
  bookingNumber: '예매 번호',
  showTicket: '티켓 보기',
  showTickets: '티켓 {count}장 보기',
  calendarAdd: '캘린더에 추가',
  calendarText: '{seats}\n예매 번호: {number}\n티켓: {url}',
  lastKnown: '연결이 끊겼어요. {time}에 마지막으로 확인한 내용이에요.',
  lineLastKnown: '{time}에 확인한 내 순서',
};
