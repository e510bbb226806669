import { once } from 'node:events';
import { constants, createGunzip } from 'node:zlib';
import type { Encoding } from './locate-log.js';
import type { Spool } from './spool.js';

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
export async function unpack(
  packed: Spool,
  packing: Packing,
  take: Take,
  restart: () => void,
): Promise<void> {
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
