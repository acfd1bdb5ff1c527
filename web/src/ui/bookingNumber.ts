/** A booking number as people read it out: `7KQM 4X2P`. */
export const bookingNumber = (number: string): string => `${number.slice(0, 4)} ${number.slice(4)}`;
