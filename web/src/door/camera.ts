import { openReader, type CodeReader } from './reader';
import { Sightings } from './sightings';

// Ten frames a second find a code as soon as a hand holds still, and leave the phone cool.
const FRAME_MS = 100;

export type CameraFault = 'denied' | 'none';

interface TorchTrack {
  getCapabilities?(): MediaTrackCapabilities & { torch?: boolean };
}

/** The camera at the back, as long as it is open. */
export class Camera {
  private readonly sightings = new Sightings();
  private timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly stream: MediaStream, private readonly video: HTMLVideoElement, private readonly reader: CodeReader,
    private readonly onCode: (text: string) => void) {}

  /** @throws CameraError */
  static async open(video: HTMLVideoElement, onCode: (text: string) => void): Promise<Camera> {
    if (!navigator.mediaDevices) throw new CameraError('none');
    // Before the camera: without a reader it need not be opened.
    const reader = await openReader();
    const stream = await navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false })
      .catch((error: unknown) => {
        reader.end();
        throw new CameraError(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none');
      });
    video.srcObject = stream;
    await video.play().catch(() => {});
    const camera = new Camera(stream, video, reader, onCode);
    camera.next();
    return camera;
  }

  get hasTorch(): boolean {
    return (this.track as TorchTrack | undefined)?.getCapabilities?.().torch === true;
  }

  async light(isOn: boolean): Promise<void> {
    await this.track?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] }).catch(() => {});
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.reader.end();
    for (const track of this.stream.getTracks()) track.stop();
    this.video.srcObject = null;
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream.getVideoTracks()[0];
  }

  private next(): void {
    this.timer = setTimeout(() => void this.look(), FRAME_MS);
  }

  private async look(): Promise<void> {
    if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && document.visibilityState === 'visible') {
      const text = await this.reader.read(this.video).catch(() => undefined);
      if (this.timer === undefined) return;
      if (text && this.sightings.isNew(text, performance.now())) this.onCode(text);
    }

    if (this.timer !== undefined) this.next();
  }
}

export class CameraError extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault);
  }
}
