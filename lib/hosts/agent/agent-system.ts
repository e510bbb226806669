import { setTimeout as wait } from 'node:timers/promises';
import { nodeSystem } from '../../snapshot/files/node-system.js';
import { isPageSize } from '../../snapshot/files/page-size.js';
import type { FileRange, FileStatus, Instant, System } from '../../snapshot/files/system.js';
import {
  AccessHistory,
  type Foreseen,
  isBeginning,
  isSame,
  type OrderedAccess,
  type Step,
  usual,
} from './access-history.js';
import {
  Batch,
  errorIn,
  lengthIn,
  listIn,
  Misread,
  numberIn,
  resultOf,
  statusIn,
  textOf,
} from './agent-answers.js';
import type { Access, Performed } from './agent-channel.js';
import { chunkBytes, chunksOf, filled, runsOf, type Stretch } from './chunks.js';

/** Shorter reads of the main file are of its header. */
const leastPage = 512;
/** What is fetched around a page, in chunks: twice as much each time that another one is missing. */
const leastAround = 64;
const mostAround = 512;
/** What is fetched ahead of what was announced, and of the first page. */
const ahead = 256;
/** Chunks that the other side needs to send again only if they have changed, at most. */
const mostKept = 16_384;
/** What is fetched of the WAL, in bytes: twice as much each time that it goes on; and at most this many new frames. */
const leastOfWal = 1 << 16;
const mostOfWal = 1 << 22;
const newFrames = 64;
/** And this many chunks, of those that were read before. */
const mostAtOnce = 2048;

/** What is known of the WAL between two reads. */
interface WalEnd {
  readonly salts: string;
  readonly frameBytes: number;
  /** Where the last frame that a reader was interested in begins. */
  readonly end: number;
}

/**
 * The files of a database on another host, which an agent there accesses, as the operating system that a reader reads
 * them with. The agent performs many accesses at a time: the one that is asked for, and those that will most likely
 * follow it. What is asked for is answered by an access that was performed after those that answered before, in the order
 * in which they were asked for, so that it proves the same as on the host itself: one whose order counts comes after
 * everything that was answered before, one of a page after the last whose order counts. Whatever else was foreseen is
 * dropped.
 */
export class AgentSystem implements System {
  readonly #path: string;
  readonly #perform: (accesses: readonly Access[]) => Performed;
  /** The database's path without symbolic links, as far as that is known. */
  #main: string;
  #history: AccessHistory;
  /** The paths of open files, by descriptor. */
  readonly #opened = new Map<number, string>();
  #numbers = 0;
  #performed = 0;
  /** The last access that answered, and the last one whose order counts. */
  #answered = 0;
  #ordered = 0;
  #foreseen: Foreseen[] = [];
  #chunks = new Map<number, { readonly at: number; readonly on: number; readonly bytes: Uint8Array }>();
  #stretches: Stretch[] = [];
  readonly #kept = new Map<number, Uint8Array>();
  /** Chunks that will be read, as the reader has announced, in their order. */
  #announced: number[] = [];
  #reached = 0;
  #aroundNext = leastAround;
  #toClose: number[] = [];
  #toForget = false;
  /** What was measured of the clock there last; each is at most the right one. */
  #offsets: number[];
  #lastWritten: number | null = null;
  #identity = '';
  #wal: WalEnd | null = null;
  /** The frames that were last looked for. */
  #walked = { from: 0, frameBytes: 0 };

  /**
   * `perform` has accesses performed and waits for that; `path` is the database's; `offset` added to the steady clock here
   * is at most the time there, ms.
   */
  constructor(
    perform: (accesses: readonly Access[]) => Performed,
    path: string,
    offset = Number.NEGATIVE_INFINITY,
  ) {
    this.#perform = perform;
    this.#path = path;
    this.#main = path;
    this.#history = new AccessHistory(usual(path));
    this.#offsets = [offset];
  }

  /** Ms since the epoch by the clock there, or a little less: nothing that is read from now on is older. */
  now(): number {
    return nodeSystem.steady() + Math.max(...this.#offsets);
  }

  /** When the database was last written, as far as that was seen: ms since the epoch; null: unknown. */
  get lastWritten(): number | null {
    return this.#lastWritten;
  }

  /** A text that changes when another file takes the database's place, as far as that was seen. */
  get identity(): string {
    return this.#identity;
  }

  realPath(path: string): string {
    const real = textOf(this.#order(null, 'real', path));
    if (path === this.#path && real !== this.#main) {
      this.#main = real;
      this.#history = new AccessHistory(usual(real));
      this.#history.add({ kind: 'ordered', name: 'real', path, values: [] });
      this.#kept.clear();
      this.#toForget = true;
    }
    return real;
  }

  open(path: string): number {
    return numberIn(this.#order(null, 'open', path));
  }

  statusOf(descriptor: number): FileStatus {
    const path = this.#pathOf(descriptor);
    const status = statusIn(this.#order(descriptor, 'status', path));
    if (path === this.#main) this.#identity = `${status.dev} ${status.ino}`;
    if (path === this.#main || path === this.#walPath)
      this.#lastWritten = Math.max(this.#lastWritten ?? 0, Number(status.mtimeNs / 1_000_000n));
    return status;
  }

  statusAt(path: string): FileStatus | null {
    const found = this.#order(null, 'stat', path);
    return found === null ? null : statusIn(found);
  }

  read(descriptor: number, into: Uint8Array, position: number): number {
    const path = this.#pathOf(descriptor);
    if (path === this.#main && into.length >= leastPage) return this.#readPages(descriptor, into, position);
    if (path === this.#walPath && position > 0) return this.#readWal(descriptor, into, position);
    const { bytes, result } = this.#ordering(descriptor, 'read', path, position, into.length);
    resultOf(result, path);
    return filled(into, bytes);
  }

  /** The descriptor is closed with the next request. */
  close(descriptor: number): void {
    if (this.#opened.delete(descriptor)) this.#toClose.push(descriptor);
  }

  locks(): string {
    return this.#ordering(null, 'locks', '').bytes.toString('latin1');
  }

  instant(): Instant {
    const [steady, wall] = listIn(this.#order(null, 'clocks', ''), 2).map(numberIn);
    return { steady: steady ?? 0, wall: wall ?? 0 };
  }

  expect(descriptor: number, ranges: readonly FileRange[]): void {
    if (this.#pathOf(descriptor) !== this.#main) return;
    const chunks = new Set<number>();
    for (const [position, length] of ranges)
      for (const chunk of chunksOf(position, length)) chunks.add(chunk);
    this.#announced = [...chunks];
    this.#reached = 0;
  }

  steady(): number {
    return nodeSystem.steady();
  }

  pause(ms: number): Promise<void> {
    return wait(ms);
  }

  random(): number {
    return Math.random();
  }

  get #walPath(): string {
    return `${this.#main}-wal`;
  }

  #pathOf(descriptor: number): string {
    const path = this.#opened.get(descriptor);
    if (path === undefined) throw new Error(`${descriptor} is not open`);
    return path;
  }

  /** The result of an access whose order counts. Throws the error that it failed with. */
  #order(on: number | null, name: string, path: string, ...values: readonly number[]): unknown {
    const { result } = this.#ordering(on, name, path, ...values);
    return resultOf(result, path);
  }

  #ordering(on: number | null, name: string, path: string, ...values: readonly number[]): Foreseen {
    const step: OrderedAccess = { kind: 'ordered', name, path, values };
    this.#history.add(step);
    if (isBeginning(step)) this.#dropAll();
    let found = this.#taken(on, step);
    if (found === null) {
      this.#request(on, [step, ...this.#history.next()]);
      found = this.#taken(on, step);
    }
    if (found === null) throw new Error(`${name} was not answered`);
    this.#note(found);
    return found;
  }

  /** The first such access after everything that was answered. */
  #taken(on: number | null, step: OrderedAccess): Foreseen | null {
    const isIt = (each: Foreseen) => each.at > this.#answered && each.on === on && isSame(each.step, step);
    const index = this.#foreseen.findIndex(isIt);
    const found = this.#foreseen[index];
    if (found === undefined) return null;
    for (const passed of this.#foreseen.splice(0, index + 1)) if (passed !== found) this.#drop(passed);
    this.#answered = found.at;
    this.#ordered = found.at;
    return found;
  }

  #drop({ step, result }: Foreseen): void {
    if (step.name === 'open' && typeof result === 'number') this.close(result);
  }

  #dropAll(): void {
    for (const passed of this.#foreseen.splice(0)) this.#drop(passed);
    this.#chunks.clear();
    this.#stretches = [];
    this.#announced = [];
    this.#aroundNext = leastAround;
    this.#ordered = this.#performed;
    this.#answered = this.#performed;
  }

  /** Takes note of which WAL it is. */
  #note({ step, bytes }: Foreseen): void {
    if (step.name !== 'read' || step.path !== this.#walPath || bytes.length !== 32) return;
    const salts = bytes.toString('hex', 16, 24);
    const pageSize = bytes.readUInt32BE(8);
    if (!isPageSize(pageSize)) this.#wal = null;
    else if (salts !== this.#wal?.salts) this.#wal = { salts, frameBytes: 24 + pageSize, end: 32 };
  }

  #readPages(descriptor: number, into: Uint8Array, position: number): number {
    const chunks = chunksOf(position, into.length);
    const known = this.#pagesUnderWay();
    for (const chunk of chunks) known.add(chunk);
    const read = this.#fromChunks(descriptor, into, position);
    if (read > 0) return read;
    this.#requestPages(descriptor, chunks);
    const now = this.#fromChunks(descriptor, into, position);
    if (now > 0) return now;
    // The rest of the file is shorter than a chunk.
    return filled(into, this.#performOne(descriptor, position, into.length, this.#main));
  }

  /** The chunks that are asked for, since the last access whose order counts. */
  #pagesUnderWay(): Set<number> {
    const { last } = this.#history;
    if (last?.kind === 'pages') return last.chunks;
    const chunks = new Set<number>();
    this.#history.add({ kind: 'pages', chunks });
    return chunks;
  }

  /** As much of it as is there from its beginning on. */
  #fromChunks(on: number, into: Uint8Array, position: number): number {
    let done = 0;
    while (done < into.length) {
      const chunk = Math.floor((position + done) / chunkBytes);
      const found = this.#chunks.get(chunk);
      if (found?.on !== on || found.at <= this.#ordered) break;
      const from = position + done - chunk * chunkBytes;
      const part = found.bytes.subarray(from, Math.min(chunkBytes, from + into.length - done));
      into.set(part, done);
      done += part.length;
      this.#answered = Math.max(this.#answered, found.at);
    }
    return done;
  }

  #readWal(descriptor: number, into: Uint8Array, position: number): number {
    this.#pagesUnderWay();
    if (into.length === 24 && this.#wal !== null) this.#wal = { ...this.#wal, end: position };
    const covering = ({ at, on, start, bytes, isEnd }: Stretch) => {
      const end = start + bytes.length;
      const isThere = position >= start && (position < end || (isEnd && position === end));
      return isThere && on === descriptor && at > this.#ordered;
    };
    const found = this.#stretches.find(covering);
    if (found !== undefined) {
      this.#answered = Math.max(this.#answered, found.at);
      return filled(into, found.bytes.subarray(position - found.start));
    }
    const before = this.#stretches.find(({ start, bytes }) => start + bytes.length === position);
    const wanted = Math.max(
      into.length,
      Math.min(mostOfWal, before === undefined ? leastOfWal : 2 * before.bytes.length),
    );
    const bytes = this.#performOne(descriptor, position, wanted, this.#walPath);
    const isEnd = bytes.length < wanted;
    this.#stretches.push({ at: this.#answered, on: descriptor, start: position, bytes, isEnd });
    return filled(into, bytes);
  }

  #requestPages(on: number, wanted: readonly number[]): void {
    const [first = 0] = wanted;
    const announced = this.#announced.indexOf(first, this.#reached);
    if (announced >= 0) this.#reached = announced;
    const chunks = new Set(wanted);
    const also = announced >= 0 ? this.#nextAnnounced() : this.#around(first);
    for (const chunk of also) if (!this.#isFresh(chunk)) chunks.add(chunk);
    this.#request(on, [{ kind: 'pages', chunks }, ...this.#history.next()]);
  }

  /** The chunks around one, and those that the other side has to send only if they have changed. */
  #around(first: number): readonly number[] {
    const size = this.#aroundNext;
    this.#aroundNext = Math.min(mostAround, 2 * size);
    const begin = first - (first % size);
    const near = Array.from({ length: size }, (_, index) => begin + index);
    const kept = this.#kept.size > mostAtOnce ? [] : this.#kept.keys();
    return this.#kept.has(first) ? [...near, ...kept] : near;
  }

  #isFresh(chunk: number): boolean {
    return (this.#chunks.get(chunk)?.at ?? 0) > this.#ordered;
  }

  #nextAnnounced(): readonly number[] {
    return this.#announced.slice(this.#reached, this.#reached + ahead);
  }

  /** Reads bytes of pages, and nothing beside them. */
  #performOne(on: number, position: number, length: number, path: string): Buffer {
    this.#performed += 1;
    this.#answered = this.#performed;
    const { results, bytes } = this.#send([['read', on, position, length]]);
    resultOf(results[0], path);
    return bytes.subarray(0, Math.min(length, lengthIn(results[0], bytes)));
  }

  #send(accesses: readonly Access[]): Performed {
    const before = this.#toClose.splice(0).map((number): Access => ['close', number]);
    if (this.#kept.size > mostKept) this.#kept.clear();
    if (this.#kept.size === 0 || this.#toForget) before.push(['forget']);
    this.#toForget = false;
    const { results, bytes } = this.#perform([...before, ...accesses, ['clocks']]);
    const [, wall = 0] = listIn(results.at(-1), 2).map(numberIn);
    this.#offsets = [...this.#offsets.slice(-7), wall - nodeSystem.steady()];
    return { results: results.slice(before.length, -1), bytes };
  }

  /** Has all these steps performed, in their order: the first on a descriptor. */
  #request(on: number | null, steps: readonly Step[]): void {
    const batch = new Batch(this.#performed);
    const numbers = new Map([...this.#opened].map(([number, path]) => [path, number]));
    const path = on === null ? undefined : this.#opened.get(on);
    if (on !== null && path !== undefined) numbers.set(path, on);
    let hasPages = false;
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'ordered') {
        this.#addOrdered(batch, step, numbers);
        continue;
      }
      const [main, wal] = [numbers.get(this.#main), numbers.get(this.#walPath)];
      if (wal !== undefined && this.#wal !== null) {
        if (hasPages) this.#addHeads(batch, wal);
        else if (index > 0) this.#addFrames(batch, wal, this.#wal);
      }
      hasPages = true;
      const announced = this.#nextAnnounced();
      const chunks = index === 0 || announced.length === 0 ? step.chunks : announced;
      if (main === undefined) continue;
      for (const [first, count] of runsOf([...chunks].slice(0, mostAtOnce)))
        this.#addChunks(batch, main, first, count);
    }
    this.#performed = batch.last;
    const { results, bytes } = this.#send(batch.accesses);
    batch.take(results, bytes);
  }

  #addOrdered(batch: Batch, step: OrderedAccess, numbers: Map<string, number>): void {
    const access = this.#accessOf(step, numbers);
    if (access === null) return;
    const number = Number(access[1]);
    const isOn = step.name === 'status' || step.name === 'read';
    batch.add(access, (result, rest, at) => {
      const length = step.name === 'read' || step.name === 'locks' ? lengthIn(result, rest) : 0;
      const isOpened = step.name === 'open' && result === null;
      if (isOpened) this.#opened.set(number, step.path);
      const found = { at, on: isOn ? number : null, step, result: isOpened ? number : result };
      this.#foreseen.push({ ...found, bytes: rest.subarray(0, length) });
      return length;
    });
  }

  #accessOf({ name, path, values }: OrderedAccess, numbers: Map<string, number>): Access | null {
    switch (name) {
      case 'open':
        this.#numbers += 1;
        numbers.set(path, this.#numbers);
        return [name, this.#numbers, path];
      case 'real':
      case 'stat':
        return [name, path];
      case 'status':
      case 'read': {
        const number = numbers.get(path);
        return number === undefined ? null : [name, number, ...values];
      }
      default:
        return [name];
    }
  }

  #addFrames(batch: Batch, wal: number, { end, frameBytes, salts }: WalEnd): void {
    this.#walked = { from: end, frameBytes };
    batch.add(['frames', wal, end, frameBytes, salts, newFrames], (result, rest, at) => {
      if (errorIn(result) !== null) return 0;
      const [count = 0, after = 0] = listIn(result, 2).map(numberIn);
      const length = lengthIn(count * frameBytes + after, rest);
      const isEnd = after < 4 * frameBytes;
      this.#stretches.push({ at, on: wal, start: end, bytes: rest.subarray(0, length), isEnd });
      return length;
    });
  }

  /** The headers of the frames that were read last, once more: the last of them is where the WAL now ends. */
  #addHeads(batch: Batch, wal: number): void {
    const { from, frameBytes } = this.#walked;
    if (frameBytes === 0) return;
    batch.add(['heads', wal, from, frameBytes], (result, rest, at) => {
      const length = lengthIn(result, rest);
      for (let index = 0; index < length / 24; index += 1) {
        const bytes = rest.subarray(index * 24, index * 24 + 24);
        this.#stretches.push({ at, on: wal, start: from + index * frameBytes, bytes, isEnd: false });
      }
      return length;
    });
  }

  #addChunks(batch: Batch, main: number, first: number, count: number): void {
    const isKept = Array.from({ length: count }, (_, index) => this.#kept.has(first + index));
    const known = isKept.map((is) => (is ? 's' : '-')).join('');
    batch.add(['chunks', main, first, count, known], (result, rest, at) => {
      if (errorIn(result) !== null) return 0;
      const letters = textOf(result);
      if (letters.length > count) throw new Misread();
      let length = 0;
      for (const [index, letter] of [...letters].entries()) {
        const chunk = first + index;
        const bytes =
          letter === 's'
            ? this.#kept.get(chunk)
            : Uint8Array.from(rest.subarray(length, length + chunkBytes));
        if (bytes?.length !== chunkBytes) throw new Misread();
        if (letter !== 's') length += chunkBytes;
        this.#chunks.set(chunk, { at, on: main, bytes });
        this.#kept.set(chunk, bytes);
      }
      return length;
    });
  }
}
