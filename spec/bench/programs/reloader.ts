/** Reloads as often as each line says, and says what the process holds then. Argument: the database's path. */
import { answerLines } from '../line-process.js';
import { Reloads } from '../reloads.js';
import { watchWasmMemory } from '../wasm-memory.js';

/** How often the database is to be read again. */
export interface ReloadRequest {
  readonly reloads: number;
}

/** What a process holds. */
export interface Held {
  readonly descriptors: number;
  /** Bytes of WASM memory, which grow only where SQLite needs more than it ever did. */
  readonly wasmBytes: number;
}

const [path = ''] = process.argv.slice(2);
const wasmBytes = watchWasmMemory();
const reloads = await Reloads.begin(path);

await answerLines<ReloadRequest, Held>(async ({ reloads: count }) => {
  await reloads.run(count);
  return { descriptors: reloads.descriptors, wasmBytes: wasmBytes() };
});
await reloads.close();
