import { trustedScript } from '../challenge/trusted';
import decoderUrl from './decoder?worker&url';

/** Reads a QR code of a picture; undefined: there is none in it. */
export interface CodeReader {
  read(video: HTMLVideoElement): Promise<string | undefined>;
  end(): void;
}

interface NativeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own reader where there is one; it uses the phone's hardware. Else ours, in a worker. */
export async function openReader(): Promise<CodeReader> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  const formats = await BarcodeDetector?.getSupportedFormats().catch(() => []) ?? [];
  if (BarcodeDetector && formats.includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return { read: async (video) => (await detector.detect(video))[0]?.rawValue, end() {} };
  }

  return new WorkerReader();
}

// A code that fills a third of the picture has three pixels for each of its modules at this size.
const MAX_SIDE = 720;

class WorkerReader implements CodeReader {
  private readonly worker = new Worker(trustedScript(decoderUrl), { type: import.meta.env.DEV ? 'module' : 'classic' });
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d', { willReadFrequently: true })!;

  read(video: HTMLVideoElement): Promise<string | undefined> {
    const scale = Math.min(1, MAX_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    Object.assign(this.canvas, { width, height });
    this.context.drawImage(video, 0, 0, width, height);
    const frame = this.context.getImageData(0, 0, width, height);
    return new Promise((resolve) => {
      this.worker.onmessage = ({ data }: MessageEvent<string | undefined>) => resolve(data);
      this.worker.onerror = () => resolve(undefined);
      this.worker.postMessage(frame, [frame.data.buffer]);
    });
  }

  end(): void {
    this.worker.terminate();
  }
}
