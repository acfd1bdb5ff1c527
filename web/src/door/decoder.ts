import { decodeQR } from 'qr/decode.js';

// Reads QR codes beside the page, for browsers without a reader of their own.
self.onmessage = ({ data }: MessageEvent<ImageData>) => {
  let text: string | undefined;
  try {
    text = decodeQR(data);
  } catch {
    // There is no code in this frame.
  }

  self.postMessage(text);
};
