import type { FaultyFile } from '../fault.js';

const checks = ['spec/postgres/by-ranges'];

/** What follows a queue in PostgreSQL. */
export const postgres: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/moving-jobs.ts',
    checks,
    faults: [
      { before: 'const gone = known.filter((key) => !there.has(key));', after: 'const gone: string[] = [];' },
      { before: '!== version) changed', after: '=== version) changed' },
      { before: 'this.#hasDispatchIndex ? present : []', after: '[]' },
      { before: "? '0' : String(last[0])", after: "? '0' : '9000000000'" },
      { before: 'this.#queue.forgetCounts([...gone, ...changed.keys()]);', after: '' },
      { before: 'const asked = [`{${known.join', after: 'const asked = [`{${[].join' },
    ],
  },
  {
    file: 'lib/postgres/mirror/mirror-of-server.ts',
    checks: [
      ...['spec/postgres/mirror/mirror-of-server', 'spec/postgres/postgres-database', 'spec/postgres/limits'],
      'spec/postgres/placed-rows',
      ...checks,
      ...['spec/postgres/beside-vacuum', 'spec/postgres/standby', 'spec/postgres/following'],
    ],
    faults: [
      { before: "if (instant.server !== this.#server) throw new BeginAgain('another server');", after: '' },
      { before: "throw new BeginAgain('other tables');", after: ';' },
      { before: '- oldestOf(oldest.snapshot) > farthest', after: '- oldestOf(oldest.snapshot) < 0n' },
      { before: 'if (this.#isComplete && this.#isRight(instant)) {', after: 'if (false) {' },
      { before: 'if (this.#isComplete && this.#isRight(instant)) {', after: 'if (this.#isRight(instant)) {' },
      { before: 'return !isStandby && this', after: 'return this' },
      { before: '      this.#rightSince = null;\n      return;', after: '      return;' },
      { before: 'this.#isComplete = true;', after: '' },
      { before: '.sort(longestAgoFirst);', after: ';' },
      { before: '(one?.at ?? 0) - (other?.at ?? 0)', after: '(other?.at ?? 0) - (one?.at ?? 0)' },
      { before: '    this.#restsUntil = steady() +', after: '    this.#restsUntil = 0 *' },
      { before: '      this.#tell();\n', after: '' },
      { before: 'sum + bytes * read, 0', after: 'sum + read, 0' },
      {
        before: '      this.writeLeftOver();\n      return this.#mirrors.whole.write(work);',
        after: '      return this.#mirrors.whole.write(work);',
        harmless:
          'what one transaction reads is of one instant: in another order the same is written, some of it twice',
      },
      { before: 'this.#later.splice(0)', after: 'this.#later.slice(0)' },
      {
        before: 'every(({ oldest }) => oldest === now) || this',
        after: 'every(({ oldest }) => oldest !== null) || this',
      },
      { before: 'Math.min(...this.#parts.map', after: 'Math.max(...this.#parts.map' },
      { before: 'queue.fill(writer, found);', after: '' },
      { before: 'table.range === null ? new PlacedRows', after: 'false ? new PlacedRows' },
      {
        before: 'this.#parts.every(({ oldest }) => oldest !== null))\n      this',
        after: 'true)\n      this',
      },
      { before: 'if (isLarge) await this.#moving.look', after: 'if (false) await this.#moving.look' },
      { before: 'if (isLarge && began < this.#restsUntil) return;', after: 'if (isLarge) return;' },
      { before: '({ oldest }) => oldest?.snapshot === snapshot)', after: '() => true)' },
      { before: '? null : this.#oldestAt;', after: '? null : null;' },
      { before: 'while (steady() <= until);', after: 'while (true);' },
      { before: 'this.#isComplete ? this.#mirrors.whole', after: 'true ? this.#mirrors.whole' },
    ],
  },
  {
    file: 'schema/postgres/begin.sql',
    checks: ['spec/postgres/mirror/mirror-of-server'],
    faults: [{ before: 'SET LOCAL enable_seqscan = off;', after: '' }],
  },
  {
    file: 'schema/postgres/first_jobs.sql',
    checks: ['spec/postgres/first-window'],
    faults: [
      { before: 'it.status > words.word', after: 'it.status < words.word' },
      { before: 'LIMIT $1', after: 'LIMIT 1 + 0 * $1' },
    ],
  },
  {
    file: 'lib/postgres/mirror/snapshot-stamp.ts',
    checks,
    faults: [{ before: '/^\\d+/.exec(snapshot)', after: '/(?<=:)\\d+/.exec(snapshot)' }],
  },
];
