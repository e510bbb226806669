const magic = Buffer.from('d9d505f920a163d7', 'hex');

/** Original content of one page. */
export interface JournalRecord {
  /** 1-based page number. */
  readonly page: number;
  readonly content: Uint8Array;
}

/** One header and the records after it. */
export interface JournalSegment {
  readonly records: readonly JournalRecord[];
  /**
   * The record count in the header: a number, 0xffffffff for "as many as fit", or null for a header not synced
   * yet.
   */
  readonly count: number | null;
}

/** The fields common to every header of a journal. */
export interface JournalFormat {
  readonly pageSize: number;
  readonly sectorSize: number;
  /** Size of the database before the transaction, in pages. */
  readonly databasePages: number;
  readonly nonce: number;
}

/**
 * A `-journal` file (SQLite file format, "The Rollback Journal"), written here from its specification alone.
 * Segments begin on sector boundaries.
 */
export function journalFile(format: JournalFormat, segments: readonly JournalSegment[]): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const segment of segments) {
    add(Buffer.alloc((format.sectorSize - (length % format.sectorSize)) % format.sectorSize));
    add(segmentHeader(format, segment.count));
    for (const record of segment.records) add(journalRecord(format, record));
  }
  return Buffer.concat(parts);
}

/** The end of a journal of a transaction over several databases: the path of its super-journal. */
export function superJournalName(path: string): Buffer {
  const name = Buffer.from(path);
  const trailer = Buffer.alloc(4 + name.length + 16);
  // The lock page's number marks it, because no record can have that number.
  trailer.writeUInt32BE(0x40000000 / 512 + 1, 0);
  name.copy(trailer, 4);
  trailer.writeUInt32BE(name.length, 4 + name.length);
  trailer.writeUInt32BE(
    name.reduce((sum, byte) => (sum + byte) >>> 0, 0),
    8 + name.length,
  );
  magic.copy(trailer, 12 + name.length);
  return trailer;
}

function segmentHeader(format: JournalFormat, count: number | null): Buffer {
  const header = Buffer.alloc(format.sectorSize);
  if (count !== null) {
    magic.copy(header);
    header.writeUInt32BE(count, 8);
  }
  header.writeUInt32BE(format.nonce, 12);
  header.writeUInt32BE(format.databasePages, 16);
  header.writeUInt32BE(format.sectorSize, 20);
  header.writeUInt32BE(format.pageSize, 24);
  return header;
}

function journalRecord(format: JournalFormat, record: JournalRecord): Buffer {
  const bytes = Buffer.alloc(format.pageSize + 8);
  bytes.writeUInt32BE(record.page, 0);
  bytes.set(record.content, 4);
  let sum = format.nonce;
  for (let index = format.pageSize - 200; index > 0; index -= 200) {
    sum = (sum + (record.content[index] ?? 0)) >>> 0;
  }
  bytes.writeUInt32BE(sum, format.pageSize + 4);
  return bytes;
}
