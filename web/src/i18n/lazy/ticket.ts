import { textsIn } from '../index';

/** The texts of the ticket's screen. */
const en = {
  position: '{index} of {count}',
  before: 'Previous seat',
  after: 'Next seat',
  seats: 'Your seats',
  codeOf: 'QR code of the ticket for {seat}',
  used: 'Used at {time}',
  bright: 'The door reads the code from the screen: turn its brightness up.',
  print: 'Print',
  reservation: 'Reservation and refund',
  refundedTitle: 'This ticket was refunded',
  refundedText: 'The money went back to your wallet. Its code lets nobody in any more, nor does a picture or a print of it.',
  printedCode: 'Recovery code: {code}. Whoever has it can use these tickets and the wallet. Keep it apart from the telephone.',
  noPrintedCode: 'Without the telephone, a recovery code brings these tickets to another one. It is made on the page, under Wallet.',
};

const ko: typeof en = {
  position: '{count}장 중 {index}번째',
  before: '이전 좌석',
  after: '다음 좌석',
  seats: '내 좌석',
  codeOf: '{seat} 티켓의 QR 코드',
  used: '{time} 입장 완료',
  bright: '입구에서 화면의 코드를 읽어요. 화면을 밝게 해 주세요.',
  print: '인쇄',
  reservation: '예매 내역과 환불',
  refundedTitle: '환불된 티켓이에요',
  refundedText: '결제한 금액은 지갑으로 돌아갔어요. 이 티켓의 코드로는 더 이상 입장할 수 없고, 캡처하거나 인쇄한 코드도 마찬가지예요.',
  printedCode: '복구 코드: {code}. 이 코드를 가진 사람은 누구나 티켓과 지갑을 쓸 수 있으니 휴대폰과 따로 보관해 주세요.',
  noPrintedCode: '휴대폰이 없어도 복구 코드가 있으면 다른 기기에서 티켓을 열 수 있어요. 복구 코드는 페이지의 지갑 메뉴에서 만들 수 있어요.',
};

export const ticketText = textsIn({ en, ko });
