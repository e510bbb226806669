/** As much as is needed of the global object that every Node has and Node's own types leave out. */
interface WebAssemblyGlobal {
  instantiate(...args: readonly unknown[]): Promise<Instance | { readonly instance: Instance }>;
  readonly Memory: new (...args: never[]) => { readonly buffer: ArrayBuffer };
}
interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/**
 * Watches what is made of WASM from now on; the answer gives the bytes of its memories, which never shrink. Call it
 * before anything is loaded.
 */
export function watchWasmMemory(): () => number {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };
  const memories: { readonly buffer: ArrayBuffer }[] = [];
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    const { exports } = 'instance' in made ? made.instance : made;
    for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.push(value);
    return made;
  };
  return () => {
    if (memories.length === 0) throw new Error('nothing has been made of WASM');
    return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  };
}
