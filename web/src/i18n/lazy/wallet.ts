import { textsIn } from '../index';

/** The texts of the wallet. */
const en = {
  chargeAmount: 'Amount',
  presets: 'Usual amounts',
  chargeBy: 'Charge {amount}',
  chargeRange: 'Enter {min} to {max}.',
  tooManyDecimals: 'Enter an amount with at most {digits} decimals.',
  history: 'History',
  historyEmpty: 'No transactions yet.',
  kindCharge: 'Charge',
  kindPayment: 'Payment',
  kindRefund: 'Refund',
  balanceAfter: 'Balance {amount}',
};

const ko: typeof en = {
  chargeAmount: '금액',
  presets: '자주 쓰는 금액',
  chargeBy: '{amount} 충전',
  chargeRange: '{min}부터 {max}까지 입력하세요.',
  tooManyDecimals: '소수점 아래는 {digits}자리까지 입력할 수 있어요.',
  history: '내역',
  historyEmpty: '아직 내역이 없어요.',
  kindCharge: '충전',
  kindPayment: '결제',
  kindRefund: '환불',
  balanceAfter: '잔액 {amount}',
};

export const walletText = textsIn({ en, ko });
