/** The texts of the map, its list and its legend. */
export const mapEn = {
  filterPrices: 'Show only these prices',
  allPrices: 'All prices',
  own: 'yours',
  left: '{count} left',
  leftOne: '1 left',
  besideOwn: 'Next to my seats',
  bestOfPrices: 'Best at these prices',
  ownLimit: 'You have {limit} seats of this date; more are not possible.',
  loneSeat: 'Your choice leaves one seat alone: {seat}. Please move along by one, or take it too.',
  loneSeats: 'Your choice leaves single seats alone: {seat}. Please move along by one, or take them too.',
  takeLone: 'Take it too',
};
