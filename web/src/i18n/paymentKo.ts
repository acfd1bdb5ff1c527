import type { paymentEn } from './payment';

export const paymentKo: { [K in keyof typeof paymentEn]: string } = {
  pay: '{amount} 결제',
  paying: '결제 중…',
  chargeAndPay: '{amount} 충전하고 결제',
  missing: '지갑에 {amount}이 부족해요.',
  chargeFirst: '한 번에 {max}까지 충전할 수 있어요. 지갑에서 나누어 먼저 충전해 주세요. 결제 시간까지 좌석은 그대로예요.',
  balanceChanged: '다른 곳에서 지갑의 돈을 써서 부족한 금액이 늘었어요. 충전도 결제도 되지 않았어요. 바뀐 금액을 확인하고 결제해 주세요.',
  err_amount_changed: '다른 곳에서 좌석을 바꿔서 총액이 달라졌어요. 충전도 결제도 되지 않았어요. 바뀐 금액을 확인하고 결제해 주세요.',
  payUnsure: '이 좌석의 결제를 보냈지만 아직 결과를 몰라요. 확인되는 대로 이 화면에 보여 드려요. 다시 눌러도 두 번 결제되지 않아요.',
  err_already_checked_in: '입장에 사용한 티켓이 있어 더 이상 환불할 수 없어요.',
};
