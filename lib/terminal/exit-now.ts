import { createRequire } from 'node:module';
import process from 'node:process';

/** What is used of WebAssembly; the compiler's types for Node leave it out. */
interface Assembly {
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}

const require = createRequire(import.meta.url);

/**
 * Ends this process with this code, after its 'exit' listeners. `process.exit` waits for every thread: for one that
 * reads, and for those on which V8 makes faster code of SQLite's, which takes a second beside busy workers and can't
 * be called off. The C library's own exit waits for none of them; WASI is the way to it that Node offers.
 */
export function exitNow(code: number): void {
  process.exitCode = code;
  process.emit('exit', code);
  try {
    // Loaded here, for it warns that it is experimental: later than this process lasts.
    const { WASI } = require('node:wasi') as typeof import('node:wasi');
    const wasi = new WASI({ version: 'preview1', returnOnExit: false });
    const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Assembly }).WebAssembly;
    wasi.start(new Instance(new Module(program(code)), wasi.getImportObject()));
  } catch {
    // This Node has no such thing, or not any more.
  }
  process.exit(code);
}

/** A WebAssembly program that does nothing but exit with this code, of 13 bits at most. */
function program(code: number): Uint8Array {
  const text = (words: string) => [words.length, ...Buffer.from(words)];
  const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes];
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // Two types: (i32) → () and () → ().
    ...section(1, 2, 0x60, 1, 0x7f, 0, 0x60, 0, 0),
    // Function 0 is WASI's exit.
    ...section(2, 1, ...text('wasi_snapshot_preview1'), ...text('proc_exit'), 0, 0),
    // Function 1 is of the second type.
    ...section(3, 1, 1),
    // WASI wants to see a memory; it has no page.
    ...section(5, 1, 0, 0),
    ...section(7, 2, ...text('memory'), 2, 0, ...text('_start'), 0, 1),
    // Function 1: i32.const code, call 0.
    ...section(10, 1, 7, 0, 0x41, (code & 0x7f) | 0x80, (code >> 7) & 0x3f, 0x10, 0, 0x0b),
  );
}
