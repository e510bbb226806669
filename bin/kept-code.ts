import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cachedDataVersionTag } from 'node:v8';
import { crc32 } from 'node:zlib';

/** What V8 made of the program's files, by their names. */
export type Code = ReadonlyMap<string, Buffer>;

/** What stands in front of the parts in a file of code: whose they are, and how long each is. */
interface Contents {
  readonly of: string;
  readonly parts: readonly (readonly [name: string, bytes: number])[];
}

/** A file of code begins with the sum of all that is behind it, in hexadecimal digits. */
const digits = 8;

/**
 * Who may use code that is made now: this build of the program, in this version of Node with the options that it has
 * now. Of code, V8 checks little more than that it was made of a text of the same length.
 */
export function ownerOfCode(build: string): string {
  return [build, process.version, process.arch, cachedDataVersionTag()].join(' ');
}

/**
 * The code in a file; none where the file can't be read, isn't as it was written, or is somebody else's. Throws
 * nothing. V8 runs code whose bytes have changed, and then prints wrong figures or breaks.
 */
export function codeIn(path: string, owner: string): Code {
  const code = new Map<string, Buffer>();
  try {
    const bytes = readFileSync(path);
    if (bytes.toString('latin1', 0, digits) !== sumOf(bytes.subarray(digits))) return code;
    let at = bytes.indexOf('\n') + 1;
    const { of, parts } = JSON.parse(bytes.toString('utf8', digits, at)) as Contents;
    if (of !== owner) return code;
    for (const [name, length] of parts) {
      code.set(name, bytes.subarray(at, at + length));
      at += length;
    }
    return code;
  } catch {
    return new Map();
  }
}

/**
 * Puts code into a file that only we may read, in place of what it held: whoever reads it meanwhile finds the one or
 * the other. Throws nothing: where it can't be written, the next start compiles once more.
 */
export function putCode(path: string, owner: string, code: Code): void {
  const contents: Contents = { of: owner, parts: [...code].map(([name, bytes]) => [name, bytes.length]) };
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(contents)}\n`), ...code.values()]);
  // Threads of one process may keep theirs at once.
  const part = `${path}.${process.pid}.${process.hrtime.bigint()}.part`;
  try {
    writeFileSync(part, Buffer.concat([Buffer.from(sumOf(bytes)), bytes]), { mode: 0o600 });
    renameSync(part, path);
  } catch {
    removed(part);
  }
}

function removed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is in no folder, or in one that isn't to be written.
  }
}

function sumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(digits, '0');
}
