import { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { type ResourceLimits, Worker, type WorkerOptions } from 'node:worker_threads';

/** The one file that the whole program is in, as its loader (`bin/one-file.js`) has it. */
interface OneFile {
  /** Which build of the program it is. */
  readonly build: string;
  /** Where it is; null where it is in the executable, which then runs nothing else, or in memory alone. */
  readonly path: string | null;
  /** As what it came into the memory of this process; null where it was started from a file. */
  readonly received: Buffer | null;
  /** What of it serves databases, for the loader of another Node. */
  readonly sendable: () => Buffer;
  /** What a thread has to run to begin with an entry of this name. */
  readonly thread: (name: string) => string;
  /** The bytes of a file within it. */
  readonly read: (name: string) => Buffer;
}

/** The loader gives each module its `$oneFile`. Where the program is in files of its own there is no such name. */
declare const $oneFile: OneFile | undefined;
const oneFile = typeof $oneFile === 'undefined' ? null : $oneFile;

/** With this code the one file ends, before it does anything, where another build has started it: it was replaced. */
export const replacedCode = 70;

/** Whether the whole program is in one file. */
export const isOneFile = oneFile !== null;

/** Whether this process got the program through a pipe, from another host: then it leaves no files. */
export const isSent = oneFile !== null && oneFile.received !== null;

/** The bytes of a file that comes with the program; null where it stands beside the program's code. */
export function ownFile(name: string): Buffer | null {
  return oneFile?.read(name) ?? null;
}

/**
 * Has V8 compile SQLite once and quickly, and never again for speed. That would take two fifths of all that a start takes
 * of the processor, and what a dashboard reads is too little for it to pay.
 */
export function compileOnce(): void {
  // The first implies the others, but from Node 24 on not when it is set later.
  const options = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
  for (const option of options) setFlagsFromString(option);
}

/** Undoes what makes V8 compile late, for what reads much: from Node 22 on, nothing does. */
export function compileSoon(): void {
  if (Number.parseInt(process.versions.node, 10) < 22)
    setFlagsFromString(`--interrupt-budget=${usualBudget}`);
}

/** V8's own, of Node 20. */
const usualBudget = 66 * 1024;

/**
 * A picture takes little of the heap: if more is used, something has gone wrong, and it must not take the machine
 * down. Rows are short-lived: with a small young generation, reading takes 25 MB less memory and hardly more
 * time.
 */
export const usualLimits: ResourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 3 };

/** How a thread of readers is started: it can't print. */
export function workerOptions(resourceLimits: ResourceLimits): WorkerOptions {
  return { stdout: true, stderr: true, resourceLimits };
}

/** Starts a thread of this program. `entry` is the URL of the module that it begins with. */
export function startThread(entry: URL, options: WorkerOptions): Worker {
  if (oneFile === null) return new Worker(entry, options);
  return new Worker(oneFile.thread(nameOf(entry)), { ...options, eval: true });
}

/**
 * What of this program serves databases, as one piece that {@link loaderOf} makes run from memory. Throws where the file
 * of it is missing.
 */
export function sendable(): Buffer {
  return oneFile?.sendable() ?? readFileSync(new URL('../program/sent-program.br', import.meta.url));
}

/** More than any {@link sendable} is when it is unpacked, in bytes. */
const longestSendable = 16 * 1024 * 1024;

/**
 * The text of one line with which another Node reads that from its stdin, and runs it if it is unchanged. What comes
 * behind it on stdin is for the program.
 */
export function loaderOf(sent: Buffer): string {
  const { length } = sent;
  const sum = createHash('sha256').update(sent).digest('hex');
  // Node 20.16 and later have this function in scripts of either kind. A stdin that others made so doesn't wait.
  return [
    '(()=>{const m=process.getBuiltinModule,s=m("fs"),b=Buffer.alloc(',
    `${length});for(let a=0,r;a<${length};a+=r){r=0;try{r=s.readSync(0,b,a,b.length-a)||process.exit(0)}`,
    'catch(e){if(e.code!=="EAGAIN")throw e;Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,9)}}',
    `if(m("crypto").createHash("sha256").update(b).digest("hex")!=="${sum}")throw Error("It was changed on its way.");`,
    `const p=m("zlib").brotliDecompressSync(b,{maxOutputLength:${longestSendable}}),c=4+p.readUInt32BE();`,
    'new(m("vm").Script)(p.toString("latin1",4,c),{filename:"jobs-view"}).runInThisContext()(p.subarray(c),b)})()',
  ].join('');
}

/** Why no process can be started where Node read the one file from its stdin (`node - < jobs-view.mjs`). */
const fromStdin = 'The program was read from its stdin.';

/**
 * The arguments with which Node runs this program in another process, whose stdin begins with {@link programInput}.
 * `entry` is the URL of the module that it begins
 * with. Of Node's own options, an executable has those that it was made with. Throws where Node
 * read the program from its stdin, and so can't read it again.
 */
export function processArgs(entry: URL, nodeOptions: readonly string[] = []): string[] {
  if (oneFile === null) return [...nodeOptions, fileURLToPath(entry)];
  if (oneFile.path === '-') throw new Error(fromStdin);
  const { received } = oneFile;
  if (received !== null)
    return [...nodeOptions, '-e', loaderOf(received), '--', `--entry=${nameOf(entry)}@${oneFile.build}`];
  const before = oneFile.path === null ? [] : [...nodeOptions, oneFile.path];
  return [...before, `--entry=${nameOf(entry)}@${oneFile.build}`];
}

/** What the stdin of such a process has to begin with, if anything. */
export function programInput(): Buffer {
  return oneFile?.received ?? Buffer.alloc(0);
}

function nameOf(entry: URL): string {
  return basename(entry.pathname, '.js');
}

/**
 * A process that `start` starts with `spawn`. Never throws: whatever it is that keeps a process from being started, it
 * then emits 'error'. Without descriptors to spare Node's own has no pipes, and nobody sets the id that it sends signals
 * to until then: that is what was in its memory before, often 0, which means the whole group of this process, and at
 * times another process. This one has pipes that nothing comes through, and takes no signals.
 */
export function started<C extends ChildProcess>(start: () => C): C {
  const child = spawned(start);
  if (child.pid !== undefined) return child;
  child.kill = () => false;
  for (const pipe of ['stdin', 'stdout', 'stderr'] as const)
    if (child[pipe] === undefined) Object.assign(child, { [pipe]: new PassThrough() });
  return child;
}

function spawned<C extends ChildProcess>(start: () => C): C {
  try {
    return start();
  } catch (error) {
    const child = new ChildProcess() as C;
    process.nextTick(() => {
      child.emit('error', error);
      child.emit('close', null, null);
    });
    return child;
  }
}

/** What to say when the folder that the program was started in has been deleted; null while it exists. */
export function lostFolderText(): string | null {
  try {
    process.cwd();
    return null;
  } catch {
    return 'jobs-view: The current folder has been deleted.\nChange to another folder and try again.\n';
  }
}

/**
 * Whether this process's working folder has been deleted since it started. Always false on systems other than Linux,
 * which don't tell. Node keeps its name, but each thread and each process of Node's that is started asks for it again,
 * and fails.
 */
export function isFolderLost(): boolean {
  try {
    return readlinkSync('/proc/self/cwd').endsWith(' (deleted)');
  } catch {
    return false;
  }
}

/**
 * Changes to the root folder if this process's working folder has been deleted, so that threads can be started. A
 * relative path leads elsewhere from then on: call it only where none is in use.
 */
export function leaveLostFolder(): void {
  if (isFolderLost()) process.chdir('/');
}

/**
 * Options for starting a process that uses no relative path: in the root folder if this process's working folder has
 * been deleted.
 */
export function folderToStartIn(): { readonly cwd?: string } {
  return isFolderLost() ? { cwd: '/' } : {};
}
