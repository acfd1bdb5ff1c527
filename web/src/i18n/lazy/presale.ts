import { textsIn } from '../index';

/** The texts of the form for a presale code. */
const en = {
  presaleTitle: 'Presale',
  presaleText: 'To join this line now you need a presale code. You have it from the organizer.',
  presaleLabel: 'Presale code',
  presaleMalformed: 'A code has 8 to 64 letters, digits or signs, and no spaces. Capital and small letters differ.',
  presaleJoin: 'Join with this code',
  presaleHasPlace: 'I have a place in this line already',
};

const ko: typeof en = {
  presaleTitle: '선예매',
  presaleText: '지금 이 줄에 들어가려면 선예매 코드가 필요해요. 코드는 주최 측에서 받은 것이에요.',
  presaleLabel: '선예매 코드',
  presaleMalformed: '코드는 공백 없이 영문자, 숫자, 기호 8~64자예요. 대문자와 소문자를 구분해요.',
  presaleJoin: '이 코드로 들어가기',
  presaleHasPlace: '이미 이 줄에 순번이 있어요',
};

export const presaleText = textsIn({ en, ko });
