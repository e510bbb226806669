import { setImmediate as turn } from 'node:timers/promises';
import { HostReaders, type HostReadersParts } from '../../../lib/hosts/host-readers.js';
import type { LinkProcess } from '../../../lib/hosts/link/host-connection.js';
import type { LinkTrouble } from '../../../lib/hosts/link/link-trouble.js';
import { FrameReader, frameOf, preamble } from '../../../lib/hosts/wire/frames.js';
import { type FromHost, protocol, type ToHost } from '../../../lib/hosts/wire/messages.js';
import { FarEnd } from '../far-end.js';
import { ManualClock } from '../manual-clock.js';

export const greeting: FromHost = {
  kind: 'hello',
  protocol,
  version: '1.0.0',
  able: ['read', 'logs', 'act'],
};

/** A program on another host that says only what the spec has it say. */
export class FarProgram {
  readonly clock = new ManualClock();
  readonly ends: FarEnd[] = [];
  /** What the link told of itself, the newest last. */
  readonly told: (LinkTrouble | null)[] = [];
  readonly readers: HostReaders;
  readonly #heard: unknown[] = [];

  /** `prepare` is given each process before its connection begins. */
  constructor(
    parts: Partial<HostReadersParts> = {},
    prepare: (process: LinkProcess, number: number) => void = () => {},
  ) {
    this.readers = new HostReaders({
      label: 'ssh://there',
      start: () => {
        const process = this.#start();
        prepare(process, this.ends.length);
        return process;
      },
      version: '1.0.0',
      path: '/there/queue.db',
      logFolder: null,
      after: this.clock.after,
      steady: this.clock.steady,
      now: () => 1_000_000 + this.clock.steady(),
      random: () => 0.5,
      onLink: (trouble) => this.told.push(trouble),
      ...parts,
    });
  }

  /** The process of the connection under way. */
  get end(): FarEnd {
    const end = this.ends.at(-1);
    if (end === undefined) throw new Error('nothing was started');
    return end;
  }

  /** What it was sent over all connections. */
  async heard(): Promise<readonly ToHost[]> {
    await turn();
    return this.#heard as ToHost[];
  }

  /** Prints bytes; resolves when they have been read. */
  async print(...bytes: readonly Uint8Array[]): Promise<void> {
    for (const each of bytes) this.end.stdout.write(each);
    await turn();
  }

  /** Greets, and says more. */
  async say(...messages: readonly unknown[]): Promise<void> {
    await this.print(...messages.map(frameOf));
  }

  async greet(hello: unknown = greeting): Promise<void> {
    await this.print(preamble);
    await this.say(hello);
  }

  #start() {
    const end = new FarEnd();
    const frames = new FrameReader(false);
    end.stdin.on('data', (bytes: Buffer) => this.#heard.push(...frames.take(bytes)));
    this.ends.push(end);
    return end.process;
  }
}
