import type { Recording, Step } from './recording.js';

/** A file's content after some step. */
export interface FileVersion {
  readonly size: number;
  /** Of shared memory only the bytes that the reader looks at. */
  readonly bytes: Buffer;
  /** How many steps were done when it was written last; 0 for a file that hasn't been written since the start. */
  readonly written: number;
}

/** The files as they are after some number of steps. Never changed: each step makes another. */
export interface World {
  readonly names: ReadonlyMap<string, number>;
  /** By the file's number; those that no name leads to any more as well, for they may be open. */
  readonly files: ReadonlyMap<number, FileVersion>;
  /** Whether a process has the main file locked for writing. */
  readonly isLocked: boolean;
}

/** The world at the start and after each step. */
export function worldsOf({
  files,
  isLocked,
  steps,
}: Pick<Recording, 'files' | 'isLocked' | 'steps'>): readonly World[] {
  const worlds: World[] = [
    {
      names: new Map(files.map(({ name, file }) => [name, file])),
      files: new Map(
        files.map(({ file, size, bytes }) => [file, { size, bytes: Buffer.from(bytes, 'hex'), written: 0 }]),
      ),
      isLocked,
    },
  ];
  for (const step of steps) worlds.push(after(worlds[worlds.length - 1] as World, step, worlds.length));
  return worlds;
}

function after(world: World, step: Step, number: number): World {
  const named = (name: string, file: number) => new Map(world.names).set(name, file);
  const withFile = (file: number, bytes: Buffer, size = bytes.length) =>
    new Map(world.files).set(file, { size, bytes, written: number });
  const old = (file: number) => world.files.get(file)?.bytes ?? Buffer.alloc(0);
  switch (step[0]) {
    case 'file':
      return { ...world, names: named(step[1], step[2]), files: withFile(step[2], Buffer.alloc(0)) };
    case 'place':
      return {
        ...world,
        names: named(step[1], step[2]),
        files: withFile(step[2], Buffer.from(step[3], 'hex')),
      };
    case 'gone': {
      const names = new Map(world.names);
      names.delete(step[1]);
      return { ...world, names };
    }
    case 'write':
      return {
        ...world,
        files: withFile(step[1], written(old(step[1]), step[2], Buffer.from(step[3], 'hex'))),
      };
    case 'cut':
      return { ...world, files: withFile(step[1], resized(old(step[1]), step[2])) };
    case 'shm':
      return { ...world, files: withFile(step[1], Buffer.from(step[3], 'hex'), step[2]) };
    case 'lock':
      return { ...world, isLocked: step[1] === 1 };
  }
}

function resized(bytes: Buffer, size: number): Buffer {
  const other = Buffer.alloc(size);
  bytes.copy(other);
  return other;
}

function written(bytes: Buffer, at: number, by: Buffer): Buffer {
  const other = resized(bytes, Math.max(bytes.length, at + by.length));
  by.copy(other, at);
  return other;
}
