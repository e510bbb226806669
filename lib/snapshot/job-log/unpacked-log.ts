import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { constants, createGunzip } from 'node:zlib';
import type { Problem } from '../../model/problem.js';
import { nextTurn } from '../files/node-system.js';
import type { Encoding } from './locate-log.js';
import { type LogBytes, type LogSource, logProblem, problemOfFile } from './log-bytes.js';
import { copyLog } from './save-log.js';
import { NoRoom, Spool, type SpoolLimits, SpoolRoom } from './spool.js';

/** How a log is packed, or encoded other than in UTF-8. */
export type Packing = 'gzip' | Exclude<Encoding, 'utf-8'>;

/** Called with each part of the unpacked log; rejects to stop unpacking. */
export type Take = (bytes: Buffer) => Promise<void>;

/** This many bytes are unpacked at a time; they may expand a thousandfold. */
const portionBytes = 8 << 10;
const gzipMagic = 0x1f8b;

/** How to unpack a log that begins with these bytes; null if it can be shown as it is. */
export function packingOf(head: Buffer, encoding: Encoding): Packing | null {
  if (head.length >= 2 && head.readUInt16BE(0) === gzipMagic) return 'gzip';
  return encoding === 'utf-8' ? null : encoding;
}

/**
 * Unpacks a log. If it is truncated or damaged, it is unpacked as far as possible; `restart` then discards what
 * was taken, because unpacking starts again. Rejects with what `take` rejects with.
 */
async function unpack(packed: Spool, packing: Packing, take: Take, restart: () => void): Promise<void> {
  if (packing !== 'gzip') return transcode(packed, packing, take);
  const failedAt = await gunzip(packed, packed.size, take);
  if (failedAt === null) return;
  restart();
  await gunzip(packed, failedAt, take);
}

/**
 * Unpacks by large portions up to `careful`, then byte by byte, to get as far as possible. Returns where the
 * portion begins that couldn't be unpacked, or null.
 */
async function gunzip(packed: Spool, careful: number, take: Take): Promise<number | null> {
  // Even if the last member has no end, what there is of it is output.
  const stream = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 64 << 10 });
  let parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  const failed = once(stream, 'error').then(() => false);
  const takeParts = async () => {
    for (const part of parts.splice(0)) await take(part);
  };
  let at = 0;
  try {
    while (at < packed.size) {
      const length = at < careful ? Math.min(portionBytes, careful - at) : 1;
      const portion = packed.read(at, Math.min(packed.size, at + length));
      const isSound = await Promise.race([failed, write(stream, portion)]);
      await takeParts();
      if (!isSound) return at;
      at += portion.length;
    }
    const ended = new Promise<boolean>((resolve) => stream.once('end', () => resolve(true)));
    stream.end();
    const isSound = await Promise.race([failed, ended]);
    await takeParts();
    return isSound ? null : at;
  } finally {
    parts = [];
    stream.destroy();
  }
}

function write(stream: NodeJS.WritableStream, portion: Buffer): Promise<boolean> {
  return new Promise((resolve) => stream.write(portion, (error) => resolve(!error)));
}

async function transcode(packed: Spool, encoding: Exclude<Packing, 'gzip'>, take: Take): Promise<void> {
  const decode = encoding === 'utf-16le' ? littleEndian() : bigEndian();
  for (let at = 0; at < packed.size; at += portionBytes) {
    const end = Math.min(packed.size, at + portionBytes);
    await take(Buffer.from(decode(packed.read(at, end), end < packed.size), 'utf8'));
  }
}

type Decode = (bytes: Buffer, hasMore: boolean) => string;

function littleEndian(): Decode {
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
  return (bytes, stream) => decoder.decode(bytes, { stream });
}

function bigEndian(): Decode {
  const decode = littleEndian();
  // SQLite stores whole UTF-16 units; an odd last byte is ignored.
  return (bytes, stream) => decode(bytes.subarray(0, bytes.length & ~1).swap16(), stream);
}

/** After unpacking, nothing is unpacked for this many times as long as that took. */
const restFactor = 3;

/** Where logs are unpacked to, and what to call when a newer one is ready. */
export interface UnpackingOptions extends SpoolLimits {
  /** Called when a newer log has been unpacked, so that a new read shows it. */
  readonly onNews?: () => void;
}

/** A log as it was unpacked, and the state that it was unpacked from. */
export interface Unpacked {
  readonly bytes: LogBytes;
  readonly state: string;
  readonly asOf: number;
}

/** A log to be unpacked. */
export interface PackedLog {
  /** Changes whenever the packed log does. */
  readonly state: string;
  readonly packing: Packing;
  readonly source: LogSource;
  /** The file that holds it. */
  readonly path: string;
}

type Result =
  | (Unpacked & { readonly bytes: Spool })
  | { readonly problem: Problem }
  | { readonly stopped: true };

/** A problem that may have passed is checked again after this many ms. */
const retryAfterMs = 5000;

/**
 * The unpacked form of one log. The first read waits for it. When the log is rewritten, the older form is shown until
 * the newer one is ready; and at most a quarter of the time is spent on unpacking, so that a log that is rewritten all
 * the time doesn't keep us busy.
 */
export class UnpackedLog {
  #current: (Unpacked & { readonly bytes: Spool }) | null = null;
  #failed: { readonly state: string; readonly problem: Problem; readonly until: number } | null = null;
  #underWay: Promise<void> | null = null;
  #restUntil = 0;
  readonly #ending = new AbortController();

  readonly #options: UnpackingOptions;

  constructor(options: UnpackingOptions) {
    this.#options = options;
  }

  /** The log in this state, or in an older one. */
  async of(packed: PackedLog): Promise<Unpacked | { readonly problem: Problem }> {
    if (this.#current?.state === packed.state) return this.#current;
    const failed = this.#failed?.state === packed.state ? this.#failed : null;
    if (failed !== null && performance.now() < failed.until) return failed;
    const isFirst = this.#isFirst;
    this.#underWay ??= this.#refresh(packed).finally(() => {
      this.#underWay = null;
    });
    if (isFirst) await this.#underWay;
    return failed ?? this.#current ?? this.#failed ?? { problem: unfinished(packed.path) };
  }

  /** True while there is nothing to show yet. */
  get #isFirst(): boolean {
    return this.#current === null && this.#failed === null;
  }

  async #refresh(packed: PackedLog): Promise<void> {
    const isFirst = this.#isFirst;
    const { signal } = this.#ending;
    try {
      const rest = this.#restUntil - performance.now();
      // No caller waits for delayed work, so it must not keep the process alive.
      if (rest > 0) await wait(rest, undefined, { signal, ref: false });
      const began = performance.now();
      try {
        const result = await this.#unpack(packed, signal);
        if ('bytes' in result) await this.#put(result);
        else if ('problem' in result) this.#fail(packed, result.problem);
      } finally {
        const now = performance.now();
        this.#restUntil = now + restFactor * (now - began);
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(packed, problemOfFile(error, packed.path));
    }
    if (!isFirst && !signal.aborted) this.#options.onNews?.();
  }

  async #put(unpacked: Unpacked & { readonly bytes: Spool }): Promise<void> {
    const before = this.#current;
    this.#failed = null;
    this.#current = unpacked;
    await before?.bytes.close();
  }

  #fail({ state }: PackedLog, problem: Problem): void {
    this.#failed = { state, problem, until: performance.now() + retryAfterMs };
  }

  async #unpack({ source, packing, path }: PackedLog, signal: AbortSignal): Promise<Result> {
    const packed = Spool.create(this.#options.spoolFolder);
    let spool: Spool | null = null;
    let done = false;
    try {
      const target = Spool.create(this.#options.spoolFolder);
      spool = target;
      const room = new SpoolRoom(this.#options, path);
      const copy = {
        append(bytes: Uint8Array) {
          room.expect(packed.size, bytes.length);
          return packed.append(bytes);
        },
        restart: async () => packed.cutTo(0),
      };
      const copied = await copyLog(source, copy, signal, path);
      if (copied.kind === 'problem') return copied;
      if (copied.kind !== 'copied') return { stopped: true };
      const take = async (bytes: Buffer) => {
        if (signal.aborted) throw new Error('stopped');
        room.expect(target.size, bytes.length);
        await target.append(bytes);
      };
      await unpack(packed, packing, take, () => target.cutTo(0));
      // A log that only looks packed is shown as it is.
      if (target.size === 0) await copyAll(packed, target);
      if (signal.aborted) return { stopped: true };
      done = true;
      return { bytes: target, state: copied.state, asOf: copied.asOf };
    } catch (error) {
      if (error instanceof NoRoom) return { problem: error.problem };
      throw error;
    } finally {
      await packed.close();
      if (!done) await spool?.close();
    }
  }

  /** Ends everything under way and frees the disk space. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#underWay;
    await this.#current?.bytes.close();
    this.#current = null;
  }
}

async function copyAll(from: Spool, to: Spool): Promise<void> {
  for (let at = 0; at < from.size; at += 1 << 20) {
    await to.append(from.read(at, Math.min(from.size, at + (1 << 20))));
    await nextTurn();
  }
}

/** The log vanished while it was copied, or the reader was closed. */
function unfinished(path: string): Problem {
  return logProblem('This log could not be unpacked.', path, 'Trying again.');
}
