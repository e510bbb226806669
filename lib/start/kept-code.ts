import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cachedDataVersionTag } from 'node:v8';
import { crc32 } from 'node:zlib';

/** What V8 made of the program's files, by their names. */
export type Code = ReadonlyMap<string, Buffer>;

/** What comes before the parts in a file of code: their owner, and how long each of them is. */
interface Contents {
  readonly of: string;
  readonly parts: readonly (readonly [name: string, bytes: number])[];
}

/** A file of code begins with the checksum of all that follows, in this many hexadecimal digits. */
const digits = 8;

/**
 * The owner of code that is made now, which nothing else may use: this build of the program, in this version of Node
 * with its current options. V8 itself checks little more than that code was made from a text of the same length.
 */
export function ownerOfCode(build: string): string {
  return [build, process.version, process.arch, cachedDataVersionTag()].join(' ');
}

/**
 * The code in a file; none if the file can't be read, isn't as it was written, or has another owner. Throws nothing. V8
 * runs code whose bytes have changed, and then prints wrong figures or breaks.
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
 * Puts code into a file that only we may read, in place of what it held: a reader finds either the old code or the new.
 * Throws nothing: if it can't be written, the next start compiles again.
 */
export function putCode(path: string, owner: string, code: Code): void {
  const contents: Contents = { of: owner, parts: [...code].map(([name, bytes]) => [name, bytes.length]) };
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(contents)}\n`), ...code.values()]);
  // Several threads of one process may write their code at the same time.
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
    // Its folder doesn't exist, or can't be written.
  }
}

function sumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(digits, '0');
}
