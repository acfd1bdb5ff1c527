import { textsIn } from '../index';

/** The texts of the screen that takes a recovery code. */
const en = {
  recoverTitle: 'Get tickets and wallet back',
  recoverText: 'Type the recovery code that you were shown when you bought the tickets. Hyphens and capital letters don’t matter.',
  recoverLabel: 'Recovery code, 12 letters and digits',
  recoverDo: 'Bring them here',
  recoverLoses:
    'This browser now has {what} of its own. After this it reaches them only with their own recovery code. Make one first, and write it '
    + 'down.',
  recoverAnyway: 'Go on and leave them',
  ownPlace: 'a place in line or seats on hold',
};

const ko: typeof en = {
  recoverTitle: '티켓과 지갑 되찾기',
  recoverText: '예매할 때 받은 복구 코드를 입력하세요. 하이픈과 대소문자는 상관없어요.',
  recoverLabel: '복구 코드 (영문자와 숫자 12자리)',
  recoverDo: '이 기기로 가져오기',
  recoverLoses: '이 브라우저에 이미 있는 것: {what}. 계속하면 그것은 따로 만든 복구 코드로만 되찾을 수 있어요. 먼저 코드를 만들어 적어 두세요.',
  recoverAnyway: '두고 계속하기',
  ownPlace: '대기 순번 또는 잡아 둔 좌석',
};

export const recoverText = textsIn({ en, ko });
