import type { FaultyFile } from '../fault.js';

const checks = ['spec/postgres/by-ranges'];

/** What follows a queue in PostgreSQL. */
export const postgres: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/key-ranges.ts',
    checks,
    faults: [
      { before: 'if (range.count === Number(count)) return true;', after: 'return true;' },
      { before: '...range, from: BigInt(last) + 1n', after: '...range, from: BigInt(last) + 2n' },
      { before: 'range.to = BigInt(last);', after: '' },
      { before: 'else from = middle + 1;', after: 'else to = middle;' },
      { before: 'here.filter((key) => !there.has(key)),', after: '[],' },
      { before: 'this.#next = (this.#next + 1) % this.#ranges.length;', after: '' },
      { before: '      this.rows.remove(writer, gone);\n', after: '' },
      { before: '      this.rows.fill(writer, missing);\n', after: '' },
    ],
  },
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
    checks: [...checks, 'spec/postgres/beside-vacuum', 'spec/postgres/standby', 'spec/postgres/following'],
    faults: [
      { before: 'if (isLarge) await this.#moving.look', after: 'if (false) await this.#moving.look' },
      { before: 'if (isLarge && began < this.#restsUntil) return;', after: 'if (isLarge) return;' },
      { before: '({ oldest }) => oldest?.snapshot === snapshot)', after: '() => true)' },
      { before: '? null : this.#oldestAt;', after: '? null : null;' },
      { before: 'if (steady() > until) return;', after: '' },
    ],
  },
  {
    file: 'lib/postgres/mirror/moment.ts',
    checks,
    faults: [{ before: '/^\\d+/.exec(snapshot)', after: '/(?<=:)\\d+/.exec(snapshot)' }],
  },
];
