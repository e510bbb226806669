import type { SqliteEngine } from '../../../lib/snapshot/sqlite/sqlite-engine.js';
import type { SqliteSession } from '../../../lib/snapshot/sqlite/sqlite-session.js';

/** At most this many are kept: each has its queries compiled. */
const most = 12;

/**
 * Sessions that stay open from one picture to the next, as a live database's does: to compile a picture's queries takes
 * longer than to run them. Databases of different forms take turns in a spec, so each form has its own.
 */
export class KeptSessions {
  readonly #sessions = new Map<string, SqliteSession>();
  readonly #engine: SqliteEngine;

  constructor(engine: SqliteEngine) {
    this.#engine = engine;
  }

  /** The session for a database with these bytes; it finds out by itself whether the schema is the same. */
  of(bytes: Uint8Array): SqliteSession {
    const form = formOf(bytes);
    const session = this.#sessions.get(form) ?? this.#engine.session();
    this.#sessions.delete(form);
    this.#sessions.set(form, session);
    const [[oldest, other] = []] = this.#sessions;
    if (this.#sessions.size > most && oldest !== undefined) {
      other?.close();
      this.#sessions.delete(oldest);
    }
    return session;
  }
}

/**
 * What page 1 says of the size of pages, the bytes that are left free in each, the schema's version and the encoding.
 */
function formOf(bytes: Uint8Array): string {
  const said = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 100));
  return [said.subarray(16, 18), said.subarray(20, 21), said.subarray(40, 44), said.subarray(56, 60)]
    .map((part) => part.toString('hex'))
    .join(' ');
}
