import { vi } from 'vitest';

export interface Asked {
  address: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
  signal: AbortSignal | undefined;
}

type Answer = Response | Error | Connection;

/** The service, as far as `fetch` shows it: answers in the order given, and remembers what it was asked. */
export class Service {
  readonly asked: Asked[] = [];
  private readonly answers: Answer[] = [];

  constructor() {
    vi.stubGlobal('fetch', (address: string, init: RequestInit = {}) => this.answer(address, init));
  }

  answersWith(...answers: Answer[]): this {
    this.answers.push(...answers);
    return this;
  }

  get times(): number {
    return this.asked.length;
  }

  private async answer(address: string, init: RequestInit): Promise<Response> {
    const signal = init.signal ?? undefined;
    this.asked.push({
      address,
      method: init.method ?? 'GET',
      headers: init.headers as Record<string, string>,
      body: init.body === undefined ? undefined : JSON.parse(init.body as string),
      signal,
    });
    signal?.throwIfAborted();
    const answer = this.answers.shift();
    if (answer === undefined) throw new Error(`Nothing was prepared for call ${this.times}, to ${address}`);
    if (answer instanceof Error) throw answer;
    return answer instanceof Connection ? answer.open(signal) : answer;
  }
}

/** A stream of events, whose bytes come when a test says so. */
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

export const offline = () => new TypeError('Failed to fetch');

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

export function problem(status: number, code: string, facts: Record<string, unknown> = {}, headers: Record<string, string> = {}): Response {
  const [title, detail] = [`The title of ${code}.`, `The detail of ${code}.`];
  const value = { type: `/problems/${code}`, title, status, detail, code, traceId: 'f00d', ...facts };
  return json(value, status, { 'Content-Type': 'application/problem+json', ...headers });
}

/** What something in front of the service says, which knows nothing of its problems. */
export function stranger(status: number): Response {
  return new Response('<h1>Hello</h1>', { status, headers: { 'Content-Type': 'text/html' } });
}
