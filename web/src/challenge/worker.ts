import { search, type Work } from './search';

// One message in, one out: the page ends the worker when it needs no answer any more.
addEventListener('message', ({ data }: MessageEvent<Work>) => postMessage(search(data)));
