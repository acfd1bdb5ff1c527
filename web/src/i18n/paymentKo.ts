import type { paymentEn } from './payment';

export const paymentKo: { [K in keyof typeof paymentEn]: string } = {
  pay: '{amount} 결제',
  paying: '결제 중…',
  chargeAndPay: '{amount} 충전하고 결제',
  missing: '지갑에 {amount}이 부족해요.',
  chargeFirst: '한 번에 {max}까지 충전할 수 있어요. 지갑에서 나누어 먼저 충전해 주세요. 결제 시간까지 좌석은 그대로예요.',
  balanceChanged: '그사이 잔액이 바뀌어서 아무것도 보내지 않았어요. 부족한 금액을 확인하고 다시 눌러 주세요.',
  payUnsure: '이 좌석의 결제를 보냈지만 아직 결과를 몰라요. 확인되는 대로 이 화면에 보여 드려요. 다시 눌러도 두 번 결제되지 않아요.',
};
