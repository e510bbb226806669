/**
 * Reads a small database again after commit upon commit of another process, as often as each line says, and answers
 * with what the process holds then. Started with --expose-gc, so that garbage which only waits for its end doesn't
 * count. Argument: the database's path.
 */
import { readdirSync } from 'node:fs';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import { NativeWriter } from '../../support/native-writer.js';
import { answerLines } from '../line-process.js';
import { firstRequest, readCounted } from '../reading.js';

/** What a process holds. */
export interface Held {
  /** Open descriptors. Linux only. */
  readonly descriptors: number;
  /** Bytes of WASM memory, which grow only where SQLite needs more than it ever did. */
  readonly wasmBytes: number;
  readonly residentBytes: number;
}

/** As much as is needed of the global object that every Node has and Node's own types leave out. */
interface WebAssemblyGlobal {
  instantiate(...args: readonly unknown[]): Promise<Instance | { readonly instance: Instance }>;
  readonly Memory: new (...args: never[]) => { readonly buffer: ArrayBuffer };
}
interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Memories of what is made of WASM from now on; they never shrink. */
function watchWasmMemory(): readonly { readonly buffer: ArrayBuffer }[] {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };
  const memories: { readonly buffer: ArrayBuffer }[] = [];
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    const { exports } = 'instance' in made ? made.instance : made;
    for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.push(value);
    return made;
  };
  return memories;
}

const [path = ''] = process.argv.slice(2);
const memories = watchWasmMemory();
const native = await NativeWriter.start(path);
const reader = new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
let commits = 0;

await answerLines<number, Held>(async (reloads) => {
  for (let left = reloads; left > 0; left -= 1) {
    commits += 1;
    await native.run('UPDATE cf_processing_queue SET worker_pid = ? WHERE id = 1', [commits]);
    await readCounted(() => reader.read({ ...firstRequest, before: 4, after: 5 }));
  }
  if (memories.length === 0) throw new Error('nothing has been made of WASM');
  globalThis.gc?.();
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    wasmBytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    residentBytes: process.memoryUsage().rss,
  };
});
await reader.close();
await native.close();
