import type { Random } from '../../lib/demo/random.js';
import type { FileStatus, System } from '../../lib/snapshot/files/system.js';
import type { World } from './worlds.js';

/** How long a look takes, in ms. */
const lookTime = 0.02;

/** A pause takes at most this many times as long as it should. */
const slowness = 8;
/** Ms between two attempts at the most: a read pauses for 20 itself. */
export const longestPause = 20 * slowness;

/** What a simulation decides. */
export interface Conditions {
  /** How many steps were done at the start. */
  readonly start: number;
  /** How long ago, in ms, the last of them was done. */
  readonly age: number;
  /** Times of files are whole multiples of this many ms. */
  readonly tick: number;
  /** A read gives at most this many bytes at a time: between them the file may be written. */
  readonly piece: number;
  readonly random: Random;
}

/** The writer does `steps` steps before a look of the reader, the first of which has number 0. */
export interface Burst {
  readonly look: number;
  readonly steps: number;
}

/** Whether a look sees something else in another world. */
type Differs = (world: World, other: World) => boolean;

const always: Differs = () => true;

/**
 * A system whose files a recorded writer changes in bursts. A burst before one look is the same as one before the next,
 * unless the look sees it: so it is put off until one does, and every placement is another.
 */
export class SimulatedSystem implements System {
  /** How many of the recorded steps are done. */
  position: number;
  /** Ms since the epoch, and on the steady clock. */
  clock = 1_000_000;
  /** Looks since this was set to 0. */
  looks = 0;
  /** Bursts that are to come, in order. */
  bursts: readonly Burst[] = [];
  /** Before which looks the bursts came. */
  placed: number[] = [];
  /** Called where a new attempt begins. */
  onAttempt: () => void = () => {};
  readonly #times: number[] = [];
  readonly #inodes = new Map<number, number>();
  readonly #opened = new Map<number, number>();
  #nextDescriptor = 3;

  readonly #worlds: readonly World[];
  readonly #conditions: Conditions;

  constructor(worlds: readonly World[], conditions: Conditions) {
    this.#worlds = worlds;
    this.#conditions = conditions;

    this.position = conditions.start;
    for (let step = 0; step <= conditions.start; step += 1) {
      this.#times.push(this.clock - conditions.age - (conditions.start - step) * lookTime);
      this.#number(step);
    }
  }

  get world(): World {
    return this.#worlds[this.position] as World;
  }

  /** Whether every step is done. */
  get isOver(): boolean {
    return this.position === this.#worlds.length - 1;
  }

  /** How long ago, in ms, the last step was done. */
  get sinceStep(): number {
    return this.clock - (this.#times[this.position] ?? 0);
  }

  /** The writer does `steps` more steps. */
  advance(steps: number): void {
    const end = Math.min(this.position + steps, this.#worlds.length - 1);
    while (this.position < end) {
      this.position += 1;
      this.#times.push(this.clock);
      this.#number(this.position);
    }
  }

  /** Files that are new get inode numbers: the lowest that no other has, as many file systems give them. */
  #number(position: number): void {
    const names = this.#worlds[position]?.names ?? new Map<string, number>();
    // Most steps leave them as they are.
    if (names === this.#worlds[position - 1]?.names) return;
    for (const file of names.values()) {
      if (this.#inodes.has(file)) continue;
      const taken = new Set(
        [...names.values(), ...this.#opened.values()].map((other) => this.#inodes.get(other)),
      );
      let inode = 11;
      while (taken.has(inode)) inode += 1;
      this.#inodes.set(file, inode);
    }
  }

  /** Begins to count looks, and has these bursts come. */
  plan(bursts: readonly Burst[]): void {
    this.looks = 0;
    this.bursts = bursts;
    this.placed = [];
  }

  #look(differs: Differs): World {
    this.clock += lookTime;
    const look = this.looks++;
    for (let [burst] = this.bursts; burst !== undefined && burst.look <= look; [burst] = this.bursts) {
      const end = Math.min(this.position + burst.steps, this.#worlds.length - 1);
      if (!differs(this.world, this.#worlds[end] as World)) break;
      this.advance(burst.steps);
      this.placed.push(look);
      this.bursts = this.bursts.slice(1);
    }
    return this.world;
  }

  #lookAtName(path: string): number | undefined {
    const name = nameOf(path);
    return this.#look((world, other) => world.names.get(name) !== other.names.get(name)).names.get(name);
  }

  realPath(path: string): string {
    this.onAttempt();
    if (this.#lookAtName(path) === undefined) throw missing;
    return path;
  }

  open(path: string): number {
    const file = this.#lookAtName(path);
    if (file === undefined) throw missing;
    const descriptor = this.#nextDescriptor++;
    this.#opened.set(descriptor, file);
    return descriptor;
  }

  statusOf(descriptor: number): FileStatus {
    const file = this.#opened.get(descriptor) ?? 0;
    return this.#status(this.#look(changedIn(file)), file);
  }

  statusAt(path: string): FileStatus | null {
    const name = nameOf(path);
    const versionIn = ({ names, files }: World) => files.get(names.get(name) ?? 0);
    const world = this.#look((before, after) => versionIn(before) !== versionIn(after));
    const file = world.names.get(name);
    return file === undefined ? null : this.#status(world, file);
  }

  #status(world: World, file: number): FileStatus {
    const version = world.files.get(file);
    if (version === undefined) throw new Error('a file that was never made');
    const { tick } = this.#conditions;
    const at = this.#times[version.written] ?? 0;
    const time = BigInt(Math.floor(at / tick) * tick * 1_000_000);
    const ino = BigInt(this.#inodes.get(file) ?? 0);
    return { dev: 1n, ino, size: BigInt(version.size), mtimeNs: time, ctimeNs: time, isFile: () => true };
  }

  read(descriptor: number, into: Uint8Array, position: number): number {
    const file = this.#opened.get(descriptor) ?? 0;
    const length = Math.min(into.length, this.#conditions.piece);
    const bytesIn = ({ files }: World) => files.get(file)?.bytes ?? nothing;
    const bytes = bytesIn(
      this.#look((world, other) => {
        const [before, after] = [bytesIn(world), bytesIn(other)];
        return before !== after && !isSamePart(before, after, position, position + length);
      }),
    );
    return bytes.copy(into, 0, Math.min(position, bytes.length), Math.min(position + length, bytes.length));
  }

  close(descriptor: number): void {
    this.#opened.delete(descriptor);
  }

  /** How many descriptors are open. */
  get held(): number {
    return this.#opened.size;
  }

  locks(): string {
    const { isLocked, names } = this.#look((world, other) => world.isLocked !== other.isLocked);
    const inode = this.#inodes.get(names.get('db') ?? 0) ?? 0;
    return isLocked ? `1: POSIX  ADVISORY  WRITE 77 08:01:${inode} 1073741826 1073742335\n` : '';
  }

  steady(): number {
    return this.clock;
  }

  /** Takes longer than asked, as on a busy machine, once no bursts are left, so that few attempts are made in vain. */
  async pause(ms: number): Promise<void> {
    this.#look(always);
    this.clock += this.bursts.length === 0 ? ms * slowness : ms;
  }

  random(): number {
    return this.#conditions.random.fraction();
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function changedIn(file: number): Differs {
  return (world, other) => world.files.get(file) !== other.files.get(file);
}

function isSamePart(one: Buffer, other: Buffer, from: number, to: number): boolean {
  const [end, otherEnd] = [Math.min(to, one.length), Math.min(to, other.length)];
  if (end !== otherEnd) return Math.max(end, otherEnd) <= from;
  return end <= from || one.compare(other, from, end, from, end) === 0;
}

const nothing = Buffer.alloc(0);

/** What is thrown if there is no file; without a stack, which would cost more than everything else. */
const missing = { code: 'ENOENT' };
