import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { contentsOf } from '../play.js';
import type { CommittedState, InitialFile, Recording, Step } from '../recording.js';
import { worldsOf } from '../worlds.js';

/** Bytes of shared memory that the reader looks at; marks of readers among them are left out. */
const lookedAt = 136;

/** The result of one command. */
interface Told {
  /** What was done to the files, line by line. */
  readonly lines: readonly string[];
  /** Null where it went well; where the process was killed meanwhile, `killed`. */
  readonly error: string | null;
}

/** A process that runs SQLite over the recorder's file system (`recorder.c`). */
class RecorderProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  /** `seed` decides salts and the like. */
  constructor(program: string, folder: string, seed: number) {
    this.#child = spawn(program, [String(seed)], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async run(command: string): Promise<Told> {
    this.#child.stdin.write(`${command.replaceAll(/\s+/g, ' ')}\n`);
    const lines: string[] = [];
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) return { lines, error: 'killed' };
      if (value === 'ok') return { lines, error: null };
      if (value.startsWith('error')) return { lines, error: value };
      lines.push(value);
    }
  }

  /** Kills it with everything that it has open, as a crash does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** Thrown where the writer was killed, as it was told to. */
export class Killed extends Error {}

/** A scenario under way: its processes, and what they did since {@link begin}. */
export class Session {
  readonly #processes = new Map<string, RecorderProcess>();
  readonly #numbers = new Map<string, number>();
  #files: InitialFile[] = [];
  readonly #steps: Step[] = [];
  readonly #states: CommittedState[] = [];
  #last: { pageSize: number; pages: readonly Buffer[] } | null = null;
  #recording = false;
  #seeds = 1;
  #nextFile = 1;
  #isLocked = false;
  #wasLocked = false;
  /** Where the statement began that a kill cut short. */
  #cutShort: number | null = null;

  readonly #program: string;
  readonly #folder: string;
  readonly #killAt: number | null;

  /** `killAt`: how many steps process `a` does before it is killed. */
  constructor(program: string, folder: string, killAt: number | null) {
    this.#program = program;
    this.#folder = folder;
    this.#killAt = killAt;
  }

  /** Opens the database `db`, or another, on a connection: a letter, behind that of the process it is in. */
  async open(connection = 'a', file = 'db'): Promise<void> {
    await this.#run(connection, `open ${connection.at(-1)} ${file}`);
  }

  /** Runs SQL, of which at most one statement commits. */
  async exec(sql: string, connection = 'a'): Promise<void> {
    await this.#committing(connection, `exec ${connection.at(-1)} ${sql}`);
  }

  async close(connection = 'a'): Promise<void> {
    await this.#run(connection, `close ${connection.at(-1)}`);
  }

  /** Copies one connection's database over another's, both of the first process. */
  async backup(from: string, to: string, pages: number): Promise<void> {
    await this.#committing('a', `backup ${from} ${to} ${pages}`, to);
  }

  /** Puts another file in the place of `db` by renaming it. */
  async replace(by: string): Promise<void> {
    const began = this.#steps.length;
    const bytes = readFileSync(this.#path(by));
    renameSync(this.#path(by), this.#path('db'));
    this.#take([
      'place',
      'db',
      this.#number(String(statSync(this.#path('db')).ino), true),
      bytes.toString('hex'),
    ]);
    this.#state(bytes, began);
  }

  /** Kills a process. */
  async kill(name = 'a'): Promise<void> {
    await this.#processes.get(name)?.kill();
    this.#processes.delete(name);
    if (this.#isLocked) this.#step('lock 0');
  }

  /** From here on the scenario is recorded. The database must have content, and nothing may be writing to it. */
  async begin(): Promise<void> {
    for (const suffix of ['', '-wal', '-journal', '-shm']) {
      const [path, name] = [this.#path(`db${suffix}`), `db${suffix}`];
      const status = statSync(path, { throwIfNoEntry: false });
      if (status === undefined) continue;
      const bytes = suffix === '-shm' ? sharedMemoryOf(path) : readFileSync(path);
      const file = this.#number(String(status.ino), true);
      this.#files.push({ name, file, size: status.size, bytes: bytes.toString('hex') });
    }
    this.#recording = true;
    this.#wasLocked = this.#isLocked;
    await this.#run('a', 'state a');
    if (this.#killAt !== null) await this.#process('a').run(`kill ${this.#killAt}`);
  }

  /** Ends all processes. */
  async end(): Promise<void> {
    for (const process of this.#processes.values()) await process.kill();
  }

  /** What was recorded. Throws if that isn't what happened to the files. */
  recorded(name: string): Recording {
    this.#compare();
    return {
      ...{ name, files: this.#files, isLocked: this.#wasLocked, steps: this.#steps, states: this.#states },
      ...{ lag: 0, cuts: [] },
    };
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #process(connection: string): RecorderProcess {
    const name = connection.length > 1 ? (connection[0] ?? 'a') : 'a';
    const known = this.#processes.get(name);
    if (known !== undefined) return known;
    const process = new RecorderProcess(this.#program, this.#folder, this.#seeds++);
    this.#processes.set(name, process);
    return process;
  }

  async #committing(connection: string, command: string, stateOf = connection.at(-1)): Promise<void> {
    const began = this.#cutShort ?? this.#steps.length;
    this.#cutShort = began;
    await this.#run(connection, command);
    if (this.#recording) await this.#run(connection, `state ${stateOf}`);
    this.#cutShort = null;
  }

  async #run(connection: string, command: string): Promise<void> {
    const { lines, error } = await this.#process(connection).run(command);
    for (const line of lines) this.#step(line);
    if (error === 'killed') {
      await this.kill(connection.length > 1 ? connection[0] : 'a');
      throw new Killed();
    }
    if (error !== null) throw new Error(`${command}: ${error}`);
  }

  /** A file's number in the recording, by its inode; one that was deleted may have left it to another. */
  #number(inode: string, isNew = false): number {
    const known = this.#numbers.get(inode);
    if (known !== undefined && !isNew) return known;
    const number = this.#nextFile++;
    this.#numbers.set(inode, number);
    return number;
  }

  #take(step: Step): void {
    if (this.#recording) this.#steps.push(step);
  }

  #step(line: string): void {
    if (line.startsWith('lock')) this.#isLocked = line === 'lock 1';
    if (!this.#recording) return;
    // In the middle of a transaction no state is reported.
    if (line.startsWith('state'))
      this.#state(Buffer.from(line.slice('state '.length), 'hex'), this.#cutShort ?? 0);
    const [kind = '', first = '', second = '', third = ''] = line.split(' ');
    if (kind === 'file') this.#take(['file', first, this.#number(second, true)]);
    else if (kind === 'gone') this.#take(['gone', first]);
    else if (kind === 'write') this.#take(['write', this.#number(first), Number(second), third]);
    else if (kind === 'cut') this.#take(['cut', this.#number(first), Number(second)]);
    else if (kind === 'lock') this.#take(['lock', first === '1' ? 1 : 0]);
    else if (kind === 'shm') {
      this.#take(['shm', this.#shmFile(first), Number(second), third.slice(0, 2 * Number(second))]);
    }
  }

  #shmFile(name: string): number {
    const led = this.#steps.findLast((step) => step[0] === 'file' && step[1] === name);
    const file = led?.[2] ?? this.#files.find((initial) => initial.name === name)?.file;
    if (typeof file !== 'number') throw new Error(`${name} was never made`);
    return file;
  }

  #state(bytes: Buffer, began: number): void {
    const word = bytes.length === 0 ? 0 : bytes.readUInt16BE(16);
    const pageSize = word === 1 ? 65536 : word;
    const pages = Array.from({ length: pageSize === 0 ? 0 : bytes.length / pageSize }, (_, index) =>
      bytes.subarray(index * pageSize, (index + 1) * pageSize),
    );
    const last = this.#last;
    if (last !== null && isDeepStrictEqual(last.pages, pages)) return;
    const changed = pages.flatMap((page, index): [number, string][] =>
      last?.pages[index]?.equals(page) ? [] : [[index + 1, page.toString('hex')]],
    );
    const previous = this.#states.pop();
    if (previous !== undefined) this.#states.push({ ...previous, until: this.#steps.length });
    this.#states.push({ from: began, until: null, pageSize, pages: pages.length, changed });
    this.#last = { pageSize, pages };
  }

  /** Compares the recording with the files. */
  #compare(): void {
    const world = worldsOf({ files: this.#files, isLocked: this.#wasLocked, steps: this.#steps }).at(-1);
    const last = contentsOf(this.#states).at(-1);
    if (world === undefined || !isDeepStrictEqual(last?.pages, this.#last?.pages)) throw new Error('states');
    for (const suffix of ['', '-wal', '-journal', '-shm']) {
      const path = this.#path(`db${suffix}`);
      const file = world.files.get(world.names.get(basename(path)) ?? -1);
      const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
      if ((file !== undefined) !== isThere) throw new Error(`${path}: there or not?`);
      if (file === undefined) continue;
      const bytes = suffix === '-shm' ? sharedMemoryOf(path) : readFileSync(path);
      if (!bytes.equals(file.bytes) || statSync(path).size !== file.size) {
        writeFileSync(`${path}.recorded`, file.bytes);
        throw new Error(`${path} is not what was recorded`);
      }
    }
  }
}

function sharedMemoryOf(path: string): Buffer {
  const bytes = Buffer.from(readFileSync(path).subarray(0, lookedAt));
  if (bytes.length === lookedAt) bytes.fill(0, 100, 128).fill(0, 132, 136);
  return bytes;
}
