import { workerNameOf } from '../../model/worker-name.js';
import { type JobColumns, NameTable } from './job-columns.js';

// Taken once: they stand in loops over all jobs.
const { imul } = Math;

/** In place of a process: the row names none. */
export const nobodysProcess = -1;
const half = 2 ** 16;

/**
 * Who works on jobs, by codes from 0 on, 0 for nobody. A worker is a name in {@link names} with a process: where each job has
 * a process of its own there may be as many as jobs, and none of them is a string. A code stands as long as the table.
 */
export class WorkerTable {
  readonly names = new NameTable();
  /** By code. */
  #names = new Uint32Array(256);
  #processes = new Float64Array(256);
  #size = 0;
  /** Codes by their hash, plus one; 0 is free. A power of two, at most half of it used. */
  #slots = new Int32Array(512);

  constructor() {
    this.code(this.names.code('', null), nobodysProcess);
  }

  /** How many there are, nobody included. */
  get size(): number {
    return this.#size;
  }

  /** The code of the worker with this name's code and this process; a new one where it has none. */
  code(name: number, process: number): number {
    const code = this.#known(name, process);
    return code < 0 ? this.#add(name, process) : code;
  }

  /** The code of the worker with this name and this process; null where there is none. */
  find(worker: string, process: number): number | null {
    const name = this.names.find(worker, null);
    const code = name === null ? -1 : this.#known(name, process);
    return code < 0 ? null : code;
  }

  /** fragment.worker, empty where there is none, and fragment.process, {@link nobodysProcess} where there is none. */
  parts(code: number): { readonly worker: string; readonly process: number } {
    return {
      worker: this.names.plugin(this.#names[code] ?? 0),
      process: this.#processes[code] ?? nobodysProcess,
    };
  }

  /** The name that tells the worker from others; null for nobody. Two codes may have the same. */
  name(code: number): string | null {
    const { worker, process } = this.parts(code);
    return workerNameOf(worker === '' ? null : worker, process === nobodysProcess ? null : process);
  }

  /** Negative where there is none. */
  #known(name: number, process: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(name, process) & mask; ; slot = (slot + 1) & mask) {
      const code = (this.#slots[slot] ?? 0) - 1;
      if (code < 0) return code;
      if (this.#names[code] === name && this.#processes[code] === process) return code;
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
    if (2 * this.#size <= this.#slots.length) {
      this.#place(code);
      return code;
    }
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let each = 0; each < this.#size; each += 1) this.#place(each);
    return code;
  }

  #place(code: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashOf(this.#names[code] ?? 0, this.#processes[code] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = code + 1;
  }
}

function hashOf(name: number, process: number): number {
  const hash = imul(imul(name, 0x9e3779b1) ^ process, 0x45d9f3b);
  return hash ^ (hash >>> 15);
}

/** Writes who works on the job in a slot. Room that was never written takes no memory. */
export function setWorker(columns: JobColumns, slot: number, code: number): void {
  const low = code % half;
  const high = (code - low) / half;
  if (columns.workers[slot] !== low) columns.workers[slot] = low;
  if (columns.moreWorkers[slot] !== high) columns.moreWorkers[slot] = high;
}

/** The code that {@link setWorker} was told. */
export function workerAt({ workers, moreWorkers }: JobColumns, slot: number): number {
  return (moreWorkers[slot] ?? 0) * half + (workers[slot] ?? 0);
}
