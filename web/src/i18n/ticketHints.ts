/** The texts that lead to the tickets. */
export const hintsEn = {
  bookingNumber: 'Booking number',
  showTicket: 'Show ticket',
  showTickets: 'Show {count} tickets',
  calendarAdd: 'Add to calendar',
  calendarText: '{seats}\nBooking number: {number}\nYour tickets: {url}',
  lastKnown: 'No connection. This is what was known at {time}.',
  lineLastKnown: 'Your place at {time}',
};
