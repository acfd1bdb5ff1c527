import { textsIn } from '../index';

/** The texts of the list of tickets. */
const en = {
  mineTitle: 'My tickets',
  mineEmpty: 'Nothing here yet. Your reservations will appear here.',
  mineLost: 'Did you buy on another device, or was this browser cleared?',
  statusHeld: 'On hold',
  statusPaid: 'Paid',
  statusExpired: 'Hold ended',
  statusReleased: 'Given up',
  statusRefunded: 'Refunded',
  knownAt: 'Last known at {time}',
};

const ko: typeof en = {
  mineTitle: '내 티켓',
  mineEmpty: '아직 없어요. 예매하면 여기에 보여요.',
  mineLost: '다른 기기에서 예매하셨거나 브라우저 기록을 지우셨나요?',
  statusHeld: '결제 대기',
  statusPaid: '결제 완료',
  statusExpired: '시간 종료',
  statusReleased: '포기함',
  statusRefunded: '환불됨',
  knownAt: '{time}에 확인함',
};

export const mineText = textsIn({ en, ko });
