import { textsIn } from '../index';

/** The texts of the list of seats. */
const en = {
  row: 'Row',
  rowOption: 'Row {row}: {count} free',
  seatsOfRow: 'Seats in row {row}',
  seatLabel: '{section}, row {row}, seat {number}, {price}, {status}',
  seatKeys: 'The arrow keys move between the seats and rows.',
};

const ko: typeof en = {
  row: '열',
  rowOption: '{row}열: {count}석 가능',
  seatsOfRow: '{row}열 좌석',
  seatLabel: '{section} {row}열 {number}번, {price}, {status}',
  seatKeys: '화살표 키로 좌석과 열 사이를 이동할 수 있습니다.',
};

export const listText = textsIn({ en, ko });
