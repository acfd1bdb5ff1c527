import { keptKey } from '../state/keys';

export const { kept: doorKey, wasRefused, save: saveKey, clear: clearKey } = keptKey<{ key: string; door: string }>('concert.door-key');
