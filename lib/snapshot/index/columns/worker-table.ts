import { workerNameOf } from '../../../model/worker.js';
import { type JobColumns, NameTable } from './job-columns.js';

// Local copies, because they are used in loops over all jobs.
const { imul } = Math;

/** The process of a worker whose row names none. */
export const noProcess = -1;
const half = 2 ** 16;
/** Linux numbers processes with this many bits. */
const processBits = 22;
const mostProcess = 2 ** processBits - 1;
const manyNames = 2 ** (32 - processBits) - 1;

/**
 * Workers by codes from 0 on; 0 means no worker. A worker is a name in {@link names} and a process: if every job has
 * its own process, there may be as many workers as jobs, so none of them is kept as a string. A code is valid as long
 * as the table exists.
 */
export class WorkerTable {
  readonly names = new NameTable();
  /** By code. */
  #names = new Uint32Array(256);
  #processes = new Float64Array(256);
  #size = 0;
  /**
   * Two numbers for each code, by its hash: the worker's tag, and the code plus one; 0 is free. A power of two, at most
   * half of it used. What identifies most workers is side by side, because memory that is far apart takes long to
   * fetch.
   */
  #slots = new Int32Array(2 * 512);

  constructor() {
    this.code(this.names.code('', null), noProcess);
  }

  /** How many codes there are, including 0. */
  get size(): number {
    return this.#size;
  }

  /** The code of the worker with this name's code and this process; a new one if it has none. */
  code(name: number, process: number): number {
    const code = this.#known(name, process);
    return code < 0 ? this.#add(name, process) : code;
  }

  /** The code of the worker with this name and this process; null if there is none. */
  find(worker: string, process: number): number | null {
    const name = this.names.find(worker, null);
    const code = name === null ? -1 : this.#known(name, process);
    return code < 0 ? null : code;
  }

  /** fragment.worker, empty if there is none, and fragment.process, {@link noProcess} if there is none. */
  parts(code: number): { readonly worker: string; readonly process: number } {
    return {
      worker: this.names.plugin(this.#names[code] ?? 0),
      process: this.#processes[code] ?? noProcess,
    };
  }

  /** The worker's name, made of its name and process; null for code 0. Two codes may have the same. */
  name(code: number): string | null {
    const { worker, process } = this.parts(code);
    return workerNameOf(worker === '' ? null : worker, process === noProcess ? null : process);
  }

  /** The code; negative if there is none. */
  #known(name: number, process: number): number {
    const slots = this.#slots;
    const tag = tagOf(name, process);
    const last = slots.length - 1;
    for (let at = placeOf(tag, last); ; at = (at + 2) & last) {
      const code = (slots[at + 1] ?? 0) - 1;
      if (code < 0) return code;
      if (slots[at] !== tag) continue;
      if (isWhole(tag) || (this.#names[code] === name && this.#processes[code] === process)) return code;
    }
  }

  #add(name: number, process: number): number {
    const code = this.#size;
    this.#size += 1;
    if (code === this.#names.length) {
      const [names, processes] = [new Uint32Array(2 * code), new Float64Array(2 * code)];
      names.set(this.#names);
      processes.set(this.#processes);
      [this.#names, this.#processes] = [names, processes];
    }
    this.#names[code] = name;
    this.#processes[code] = process;
    if (4 * this.#size > this.#slots.length) this.#grow();
    this.#place(tagOf(name, process), code);
    return code;
  }

  #grow(): void {
    const few = this.#slots;
    this.#slots = new Int32Array(2 * few.length);
    for (let at = 0; at < few.length; at += 2) {
      const code = (few[at + 1] ?? 0) - 1;
      if (code >= 0) this.#place(few[at] ?? 0, code);
    }
  }

  #place(tag: number, code: number): void {
    const slots = this.#slots;
    const last = slots.length - 1;
    let at = placeOf(tag, last);
    while (slots[at + 1] !== 0) at = (at + 2) & last;
    slots[at] = tag;
    slots[at + 1] = code + 1;
  }
}

/**
 * 32 bits that identify a worker: its name's code and its process if both are small; else a hash of them, which other
 * workers may share, after ten bits that no small name has.
 */
function tagOf(name: number, process: number): number {
  if (name < manyNames && process < mostProcess) return (name << processBits) | (process + 1);
  const hash = imul(imul(name, 0x9e3779b1) ^ process ^ (process / 2 ** 32), 0x45d9f3b);
  return (manyNames << processBits) | ((hash ^ (hash >>> 15)) & mostProcess);
}

/** Whether no two workers can have this tag. */
function isWhole(tag: number): boolean {
  return tag >>> processBits !== manyNames;
}

function placeOf(tag: number, last: number): number {
  const hash = imul(tag, 0x9e3779b1);
  return ((hash ^ (hash >>> 15)) << 1) & last;
}

/**
 * Writes the code of the worker of the job in a slot, only if it differs: memory that nothing is written to is never
 * allocated.
 */
export function setWorker(columns: JobColumns, slot: number, code: number): void {
  const low = code % half;
  const high = (code - low) / half;
  if (columns.workers[slot] !== low) columns.workers[slot] = low;
  if (columns.moreWorkers[slot] !== high) columns.moreWorkers[slot] = high;
}

/** The code that {@link setWorker} wrote. */
export function workerAt({ workers, moreWorkers }: JobColumns, slot: number): number {
  return (moreWorkers[slot] ?? 0) * half + (workers[slot] ?? 0);
}
