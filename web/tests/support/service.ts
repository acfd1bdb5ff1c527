import { vi } from 'vitest';

export interface SentRequest {
  address: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
  signal: AbortSignal | undefined;
}

type Answer = Response | Error | Connection;

/** Replaces `fetch`: answers in the given order, and records the requests. */
export class Service {
  readonly requests: SentRequest[] = [];
  private readonly answers: Answer[] = [];

  constructor() {
    vi.stubGlobal('fetch', (address: string, init: RequestInit = {}) => this.answer(address, init));
  }

  answersWith(...answers: Answer[]): this {
    this.answers.push(...answers);
    return this;
  }

  get requestCount(): number {
    return this.requests.length;
  }

  private async answer(address: string, init: RequestInit): Promise<Response> {
    const signal = init.signal ?? undefined;
    this.requests.push({
      address,
      method: init.method ?? 'GET',
      headers: init.headers as Record<string, string>,
      body: init.body === undefined ? undefined : JSON.parse(init.body as string),
      signal,
    });
    signal?.throwIfAborted();
    const answer = this.answers.shift();
    if (answer === undefined) throw new Error(`No answer was prepared for request ${this.requestCount}, to ${address}`);
    if (answer instanceof Error) throw answer;
    return answer instanceof Connection ? answer.open(signal) : answer;
  }
}

/** An event stream whose bytes are sent by the test. */
export class Connection {
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private readonly body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.controller = controller) });

  open(signal: AbortSignal | undefined): Response {
    signal?.addEventListener('abort', () => this.breakOff(signal.reason));
    return new Response(this.body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  send(text: string): void {
    this.sendBytes(new TextEncoder().encode(text));
  }

  sendBytes(bytes: Uint8Array): void {
    this.controller.enqueue(bytes);
  }

  end(): void {
    this.controller.close();
  }

  breakOff(reason: unknown = new TypeError('network error')): void {
    this.controller.error(reason);
  }
}

export const networkError = () => new TypeError('Failed to fetch');

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

export function problem(status: number, code: string, facts: Record<string, unknown> = {}, headers: Record<string, string> = {}): Response {
  const [title, detail] = [`The title of ${code}.`, `The detail of ${code}.`];
  const value = { type: `/problems/${code}`, title, status, detail, code, traceId: 'f00d', ...facts };
  return json(value, status, { 'Content-Type': 'application/problem+json', ...headers });
}

/** An answer of a proxy in front of the service: not problem+json. */
export function fromProxy(status: number): Response {
  return new Response('<h1>Hello</h1>', { status, headers: { 'Content-Type': 'text/html' } });
}
