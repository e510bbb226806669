import type { FaultyFile } from '../fault.js';

const follow: readonly string[] = ['spec/bin/serve-postgres', 'spec/end-to-end/follow-postgres'];

/** What puts together what a process serves of a queue in PostgreSQL. */
export const postgresServed: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/connection-parameters.ts',
    checks: ['spec/postgres/connection-parameters', 'spec/end-to-end/over-postgres'],
    faults: [
      {
        before: 'serverLabel({ servers }: ConnectionParameters): string {\n  return `postgres://${',
        after:
          'serverLabel({ servers, passwordOf }: ConnectionParameters): string {\n  return `postgres://${passwordOf(servers[0])}@${',
      },
    ],
  },
  {
    file: 'bin/serve-postgres.ts',
    checks: follow,
    faults: [
      { before: 'listening(() => watch.hear(), onHampered)', after: 'listening(() => {}, onHampered)' },
      {
        before: 'listening(() => watch.hear(), onHampered)',
        after: 'listening(() => watch.hear(), () => {})',
      },
      {
        before: "...(ears !== null && { attend: async () => (await ears.attend()) === 'heard' }),",
        after: '',
      },
      { before: "(await ears.attend()) === 'heard'", after: "(await ears.attend()) !== 'no-link'" },
      { before: '          onChange();\n', after: '' },
      { before: 'for (const tell of followers) tell();', after: '' },
      { before: '...{ after, steady, spentMs },', after: '...{ after, steady, spentMs: () => 0 },' },
      { before: 'spentMs: () => link.spentMs,', after: 'spentMs: () => 0,' },
      { before: "readOnly || found.kind === 'wrong'", after: "found.kind === 'wrong'" },
      { before: "readOnly ? 'read-only' : 'failed'", after: "'failed'" },
      { before: '      channel === null\n', after: '      channel !== null\n' },
      {
        before: 'after: afterUnlessDone, steady, onNews, onDeaf',
        after: 'after: afterUnlessDone, steady, onNews',
      },
      {
        before: 'after: afterUnlessDone, steady, onNews, onDeaf',
        after: 'after: afterUnlessDone, steady, onDeaf',
      },
      { before: '...{ link, channel, keepsSessions, after', after: '...{ link, channel, after' },
      {
        before: 'new Listening({ link, channel, keepsSessions, after',
        after: 'new Listening({ link, channel, after',
      },
      { before: 'await link.close();', after: '' },
      { before: 'channel === null ? null : new Listening', after: 'true ? null : new Listening' },
      { before: 'report = onProgress;', after: '' },
      { before: 'async () => void followers.add(tell)', after: 'async () => {}' },
      {
        before: 'async () => void followers.delete(tell)',
        after: 'async () => {}',
        harmless: 'a following that is over does nothing when it is told',
      },
      { before: 'waits, print, records: true,', after: 'waits, print, records: false,' },
      { before: "verdict: 'bad', text: found.sentence", after: "verdict: 'note', text: found.sentence" },
    ],
  },
  {
    file: 'bin/far-side.ts',
    checks: ['spec/bin/far-side'],
    faults: [
      { before: 'note = (trouble) => {', after: 'const later = (trouble: LinkTrouble | null) => {' },
      { before: '      for (const trouble of before.splice(0)) note(trouble);\n', after: '' },
      { before: "'what' in trouble ? trouble.what : null", after: 'null' },
    ],
  },
  {
    file: 'bin/early-thread.ts',
    checks: ['spec/bin/early-thread', 'spec/end-to-end/bundle'],
    faults: [
      { before: 'isPrinting(args) || isFar(args)', after: 'isPrinting(args)' },
      { before: 'named.length > 0 && named.every', after: 'named.every' },
      { before: 'named.length > 0 && named.every', after: 'named.some' },
      { before: "args.filter((argument) => !argument.startsWith('-'))", after: 'args' },
      { before: ':\\/\\//i', after: ':/i' },
    ],
  },
];
