import type { mapEn } from './map';

export const mapKo: typeof mapEn = {
  filterPrices: '이 가격만 보기',
  allPrices: '모든 가격',
  own: '내 좌석',
  left: '{count}석 남음',
  leftOne: '1석 남음',
  besideOwn: '내 좌석 옆자리',
  bestOfPrices: '이 가격에서 가장 좋은 자리',
  ownLimit: '이 날짜에 이미 {limit}석이 있어서 더 고를 수 없어요.',
  loneSeat: '이렇게 고르면 {seat} 한 자리만 따로 남아요. 한 칸 옮기거나 함께 골라 주세요.',
  loneSeats: '이렇게 고르면 {seat} 좌석이 한 자리씩 따로 남아요. 한 칸 옮기거나 함께 골라 주세요.',
  takeLone: '함께 고르기',
};
