import { setTimeout as wait } from 'node:timers/promises';
import { nodeSystem } from '../../snapshot/files/node-system.js';
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
import { chunkBytes, chunksOf, filled, runsOf, WalAhead } from './wal-ahead.js';

/** Shorter reads of the main file are of its header. */
const leastPage = 512;
/** What is fetched around a page, in chunks: twice as much each time that another one is missing. */
const leastAround = 32;
const mostAround = 512;
/** What is fetched ahead of what was announced. */
const ahead = 1024;
/** The tables that the first jobs are read from, and how many chunks are fetched of what leads to their rows. */
const firstTables = ['cf_processing_queue', 'cf_job_failures'];
const mostAtFirst = 512;
/** Chunks that the other side needs to send again only if they have changed, at most. */
const mostCached = 16_384;
/** And this many of those that were read before, at most; one answer has no more. */
const mostAtOnce = 2048;

/** A chunk as one access found it. */
interface ChunkRead {
  readonly at: number;
  readonly on: number;
  readonly bytes: Uint8Array;
}

/** What an {@link AgentSystem} asks for at first, if a reader reads this database with it. */
export function firstAsked(path: string): readonly Access[] {
  let first: readonly Access[] = [];
  const ask = (accesses: readonly Access[]): Performed => {
    first = accesses;
    throw new Misread();
  };
  try {
    new AgentSystem(ask, path).realPath(path);
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
  }
  return first;
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
  /** The paths of open files, by descriptor; and those that the reader has been given. */
  readonly #opened = new Map<number, string>();
  readonly #given = new Set<number>();
  #numbers = 0;
  #performed = 0;
  /** The last access that answered, and the last one whose order counts. */
  #answered = 0;
  #ordered = 0;
  #foreseen: Foreseen[] = [];
  /** Each may have been read several times, in this order. */
  #chunks = new Map<number, ChunkRead[]>();
  readonly #wal = new WalAhead();
  readonly #cached = new Map<number, Uint8Array>();
  /** Chunks that will be read, as the reader has announced, in their order. */
  #announced: number[] = [];
  #reached = 0;
  #aroundNext = leastAround;
  #toClose: number[] = [];
  #toForget = false;
  /** What was measured of the clock there last; each is at most the right one. */
  #offsets: number[];
  #begunAt: number | null;
  #lastWritten: number | null = null;
  #identity = '';
  #hasBegun = false;

  /**
   * `perform` has accesses performed and waits for that; `path` is the database's; `offset` added to the steady clock here
   * is at most the time there, ms. `begunAt` is a time there, if what is asked for at first was performed since then.
   */
  constructor(
    perform: (accesses: readonly Access[]) => Performed,
    path: string,
    offset = Number.NEGATIVE_INFINITY,
    begunAt: number | null = null,
  ) {
    this.#perform = perform;
    this.#path = path;
    this.#main = path;
    this.#history = new AccessHistory(usual(path));
    this.#offsets = [offset];
    this.#begunAt = begunAt;
  }

  /** Ms since the epoch by the clock there, or a little less: nothing that is read from now on is older. */
  now(): number {
    return this.#begunAt ?? nodeSystem.steady() + Math.max(...this.#offsets);
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
      this.#cached.clear();
      this.#toForget = true;
      this.#hasBegun = false;
    }
    return real;
  }

  open(path: string): number {
    const descriptor = numberIn(this.#order(null, 'open', path));
    this.#given.add(descriptor);
    return descriptor;
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
    this.#given.delete(descriptor);
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
    if (this.#pathOf(descriptor) === this.#walPath) this.#wal.expect(ranges);
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
    if (name === 'read' && path === this.#walPath) this.#wal.noteHeader(found.bytes);
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
    this.#wal.drop();
    this.#announced = [];
    this.#aroundNext = leastAround;
    this.#ordered = this.#performed;
    this.#answered = this.#performed;
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
    return filled(into, this.#readAlso(descriptor, [[position, into.length]]));
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
      const found = this.#chunks.get(chunk)?.find((each) => each.on === on && each.at > this.#ordered);
      if (found === undefined) break;
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
    if (into.length === 24) this.#wal.noteEnd(position);
    const found = this.#wal.find(descriptor, position, this.#ordered);
    if (found === undefined)
      return filled(into, this.#readAlso(descriptor, this.#wal.wanted(position, into.length)));
    this.#answered = Math.max(this.#answered, found.at);
    return filled(into, found.bytes.subarray(position - found.start));
  }

  #requestPages(on: number, wanted: readonly number[]): void {
    const [first = 0] = wanted;
    const announced = this.#announced.indexOf(first);
    // They aren't always read in their order: few are all fetched at once.
    if (announced >= 0) this.#reached = Math.min(announced, Math.max(0, this.#announced.length - ahead));
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
    if (this.#cached.has(first) && this.#cached.size <= mostAtOnce) return [...this.#cached.keys()];
    return Array.from({ length: size }, (_, index) => begin + index);
  }

  #isFresh(chunk: number): boolean {
    return (this.#chunks.get(chunk)?.at(-1)?.at ?? 0) > this.#ordered;
  }

  #nextAnnounced(): readonly number[] {
    return this.#announced.slice(this.#reached, this.#reached + ahead);
  }

  /** Reads ranges of pages, beside what follows; returns the bytes of the first one. */
  #readAlso(on: number, ranges: readonly FileRange[]): Buffer {
    const path = this.#pathOf(on);
    const found: { readonly result: unknown; readonly bytes: Buffer }[] = [];
    this.#request(on, this.#history.next(), (batch) => {
      for (const [start, wanted] of ranges)
        batch.add(['read', on, start, wanted], (result, rest, at) => {
          const bytes = rest.subarray(0, lengthIn(result, rest));
          found.push({ result, bytes });
          if (path === this.#walPath) this.#wal.add({ at, on, start, bytes, isEnd: bytes.length < wanted });
          if (found.length === 1) this.#answered = at;
          return bytes.length;
        });
    });
    const [first] = found;
    resultOf(first?.result, path);
    return first?.bytes ?? Buffer.alloc(0);
  }

  #send(accesses: readonly Access[]): Performed {
    const before = this.#toClose.splice(0).map((number): Access => ['close', number]);
    if (this.#cached.size > mostCached) this.#cached.clear();
    if (this.#cached.size === 0 || this.#toForget) before.push(['forget']);
    this.#toForget = false;
    const { results, bytes } = this.#perform([...before, ...accesses, ['clocks']]);
    this.#begunAt = null;
    const [, wall = 0] = listIn(results.at(-1), 2).map(numberIn);
    this.#offsets = [...this.#offsets.slice(-7), wall - nodeSystem.steady()];
    return { results: results.slice(before.length, -1), bytes };
  }

  /** Has all these steps performed, in their order, after what `before` adds: the first on a descriptor. */
  #request(on: number | null, steps: readonly Step[], before: (batch: Batch) => void = () => {}): void {
    const batch = new Batch(this.#performed);
    before(batch);
    const given = [...this.#opened].filter(([number]) => this.#given.has(number));
    const numbers = new Map(given.map(([number, path]) => [path, number]));
    const path = on === null ? undefined : this.#opened.get(on);
    if (on !== null && path !== undefined) numbers.set(path, on);
    const hasBegun = batch.accesses.length > 0;
    let hasPages = hasBegun;
    let room = mostAtOnce;
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'ordered') {
        this.#addOrdered(batch, step, numbers);
        continue;
      }
      const [main, wal] = [numbers.get(this.#main), numbers.get(this.#walPath)];
      if (wal !== undefined) {
        if (hasPages) this.#wal.addHeads(batch, wal);
        else if (index > 0) this.#wal.addFrames(batch, wal);
      }
      hasPages = true;
      const announced = this.#nextAnnounced();
      const isAnnounced = announced.length > 0 && step.chunks.size > 0 && (index > 0 || hasBegun);
      const chunks = isAnnounced ? announced : step.chunks;
      if (main === undefined) continue;
      if (step.isFirst && !this.#hasBegun) this.#addFirst(batch, main);
      const fitting = [...chunks].slice(0, room);
      room -= fitting.length;
      for (const [first, count] of runsOf(fitting)) this.#addChunks(batch, main, first, count);
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

  /** What leads to the first jobs, which the other side finds by itself: nothing is known here yet. */
  #addFirst(batch: Batch, main: number): void {
    this.#hasBegun = true;
    batch.add(['trees', main, firstTables, mostAtFirst], (result, rest, at) => {
      if (errorIn(result) !== null) return 0;
      if (!Array.isArray(result)) throw new Misread();
      for (const [index, chunk] of result.map(numberIn).entries()) {
        const from = lengthIn(index * chunkBytes, rest);
        this.#keep(chunk, at, main, Uint8Array.from(rest.subarray(from, from + chunkBytes)));
      }
      return result.length * chunkBytes;
    });
  }

  #keep(chunk: number, at: number, on: number, bytes: Uint8Array | undefined): void {
    if (bytes?.length !== chunkBytes) throw new Misread();
    const read = this.#chunks.get(chunk) ?? [];
    this.#chunks.set(chunk, [...read, { at, on, bytes }]);
    this.#cached.set(chunk, bytes);
  }

  #addChunks(batch: Batch, main: number, first: number, count: number): void {
    const isCached = Array.from({ length: count }, (_, index) => this.#cached.has(first + index));
    const known = isCached.map((is) => (is ? 's' : '-')).join('');
    batch.add(['chunks', main, first, count, known], (result, rest, at) => {
      if (errorIn(result) !== null) return 0;
      const letters = textOf(result);
      if (letters.length > count) throw new Misread();
      let length = 0;
      for (const [index, letter] of [...letters].entries()) {
        const chunk = first + index;
        const bytes =
          letter === 's'
            ? this.#cached.get(chunk)
            : Uint8Array.from(rest.subarray(length, length + chunkBytes));
        if (letter !== 's') length += chunkBytes;
        this.#keep(chunk, at, main, bytes);
      }
      return length;
    });
  }
}
