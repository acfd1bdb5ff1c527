/** The addresses whose page the service worker stores; each stands for its own and those below it. */
export type StoredPage = '/' | '/door';

const SCREENS = new Set(['', 'concerts', 'reservations', 'mine', 'wallet', 'recover']);

/** Which stored page a navigation to this path opens without network. Undefined: none, as for the operators' page and the API. */
export function pageOf(path: string): StoredPage | undefined {
  const [, first = ''] = path.split('/');
  if (first === 'door') return '/door';
  // What has an extension is a file, such as a concert's picture.
  return SCREENS.has(first) && !/\.\w+$/.test(path) ? '/' : undefined;
}
