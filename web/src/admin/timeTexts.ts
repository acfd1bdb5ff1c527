/** The texts of the form's times. */
export const timesEn = {
  timeZone: 'Time zone',
  timeZoneHint: 'All times of this form are on the clocks of the venue. An IANA zone or its city, such as Asia/Seoul or New York.',
  timeZoneIs: '{zone}: there it is {time} now. All times of this form are on these clocks.',
  salesCloseAt: 'Sale closes',
  salesCloseHint: 'Optional: without it the sale closes when the performance starts.',
  readBack: 'That is {when}. The clocks there are at {offset}.',
  whichOne: 'The clocks are set back then, and show {time} twice. Which one do you mean?',
  firstOne: 'The first {time}, at {offset}',
  secondOne: 'The second {time}, at {offset}',
  isZone: 'Enter an IANA time zone, such as Asia/Seoul.',
  isSkipped: 'This time does not exist there: the clocks are set forward and skip it. Choose another.',
  isTwice: 'This time exists twice there: choose one below.',
  isAfterOpening: 'The sale must close after it opens, and in the future.',
  isNotAfterStart: 'The sale must close before the performance starts, or with it.',
} as const;

export const timesKo: { [K in keyof typeof timesEn]: string } = {
  timeZone: '시간대',
  timeZoneHint: '이 양식의 모든 시각은 공연장 현지 시각입니다. Asia/Seoul 같은 IANA 시간대나 New York 같은 도시 이름을 입력하세요.',
  timeZoneIs: '{zone}: 현지는 지금 {time}입니다. 이 양식의 모든 시각은 현지 시각입니다.',
  salesCloseAt: '판매 마감',
  salesCloseHint: '선택 사항: 비우면 공연 시작 때 마감합니다.',
  readBack: '{when}입니다. 현지 시계는 {offset}입니다.',
  whichOne: '그때 시계를 되돌려서 {time}이 두 번 있습니다. 어느 쪽인가요?',
  firstOne: '첫 번째 {time} ({offset})',
  secondOne: '두 번째 {time} ({offset})',
  isZone: 'Asia/Seoul 같은 IANA 시간대를 입력하세요.',
  isSkipped: '현지에 없는 시각입니다. 시계를 앞당기면서 건너뜁니다. 다른 시각을 고르세요.',
  isTwice: '현지에 두 번 있는 시각입니다. 아래에서 하나를 고르세요.',
  isAfterOpening: '판매는 열린 뒤에, 그리고 앞으로 올 시각에 마감해야 합니다.',
  isNotAfterStart: '판매는 늦어도 공연이 시작할 때 마감해야 합니다.',
};
