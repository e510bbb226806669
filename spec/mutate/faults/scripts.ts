import type { FaultyFile } from '../fault.js';

const far: readonly string[] = ['spec/commands/follow/far-following'];

/** Several databases in commands, and queues of other hosts that are followed. */
export const scriptFaults: readonly FaultyFile[] = [
  {
    file: 'lib/cli/paths-and-ids.ts',
    checks: ['spec/cli/paths-and-ids'],
    faults: [
      { before: '(?!ssh:\\/\\/)', after: '' },
      { before: '!idForm.test(word) && ', after: '' },
      { before: 'index === 0 || ', after: '' },
      { before: '|\\/|', after: '|' },
    ],
  },
  {
    file: 'lib/commands/asked-job.ts',
    checks: ['spec/commands/asked-job'],
    faults: [
      { before: '[name, path].map(', after: '[name].map(' },
      { before: 'other.called.length - one.called.length', after: 'one.called.length - other.called.length' },
      { before: 'if (having.length > 1)', after: 'if (having.length > 2)' },
      { before: 'if (unread.length === 0) return [];', after: 'return [];' },
      { before: '.filter((id) => databaseOf(id) === null)', after: '' },
    ],
  },
  {
    file: 'lib/commands/acting/carry-out-in.ts',
    checks: ['spec/commands/carry-out-in'],
    faults: [
      { before: 'return databases.filter(({ name }) => names.has(name));', after: 'return databases;' },
      {
        before: 'onProgress: (some) => ports.onProgress(before + some, all)',
        after: 'onProgress: (some) => ports.onProgress(some, all)',
      },
      { before: 'leased: report.leased + part.leased', after: 'leased: part.leased' },
      { before: 'problems: [...report.problems, ...part.problems]', after: 'problems: part.problems' },
      { before: 'signal: part.signal', after: 'signal: null' },
      { before: ' && databaseOf(id) === name)', after: ')' },
    ],
  },
  {
    file: 'lib/commands/waiting/all-matching-counts.ts',
    checks: ['spec/commands/all-matching-counts'],
    faults: [
      { before: 'if (unfinished.length === 0) return', after: 'if (unfinished.length < all.length) return' },
      { before: "if (failures.kind !== 'new') return failures;", after: 'return failures;' },
      { before: 'problems.find(({ code }) => !passing.has(code)) ?? problems[0]', after: 'problems[0]' },
      { before: '|| !unmade.has(each.problem.code)', after: '' },
      { before: 'sum + running', after: 'running' },
    ],
  },
  {
    file: 'lib/commands/follow/far-following.ts',
    checks: far,
    faults: [
      { before: "problem.code === 'no-link' || this.#hasBegun || start.waits", after: 'true' },
      { before: 'next = { ...start, from: this.#from() };', after: 'next = start;' },
      { before: 'this.#hasBegun && isFirst ?', after: 'isFirst ?' },
      { before: 'this.#hasBegun && isFirst ?', after: 'false ?' },
      {
        before: 'this.#cursor = told.at(-1)?.cursor ?? null;',
        after: 'this.#cursor ??= told.at(-1)?.cursor ?? null;',
      },
      {
        before: 'const isMissing = this.#hasBegun && this.#cursor === null;',
        after: 'const isMissing = false;',
      },
      { before: 'if (this.#said === problem.code) return true;', after: '' },
      { before: '    this.#said = null;\n', after: '' },
      {
        before: '      unwatch();\n',
        after: '',
        harmless: 'The link is closed with it, and tells nobody of anything any more.',
      },
      { before: '      await host.close();\n', after: '' },
    ],
  },
  {
    file: 'lib/hosts/serve/served-follow.ts',
    checks: ['spec/hosts/serve/served-follow', ...far],
    faults: [
      { before: '    this.#taken(false);\n', after: '' },
      { before: 'if (this.#told.length === 0) this.#taken(true);', after: 'this.#taken(true);' },
      { before: 'length < mostTold; count', after: 'length < Infinity; count' },
      { before: 'if (this.#isClosed) return;', after: '' },
      { before: 'begun?.following.stop();', after: '' },
      { before: 'this.#begun === null || this.#isClosed', after: 'false' },
    ],
  },
  {
    file: 'lib/commands/follow/follow-here.ts',
    checks: ['spec/commands/follow/follow', 'spec/commands/follow/follow-here', ...far],
    faults: [
      { before: '    lastWritten: queue.lastWritten,\n', after: '' },
      { before: 'known === null ? null : cursorText(known.cursor)', after: 'null' },
      { before: 'location: records ? location : null', after: 'location' },
      { before: 'first: isUnknown ? [unknownCursor] : []', after: 'first: []' },
      { before: '      output.close();\n', after: '' },
    ],
  },
  {
    file: 'lib/commands/follow/follow-lines.ts',
    checks: ['spec/commands/follow/follow-lines', 'spec/commands/follow/follow'],
    faults: [
      { before: 'cursors.move(name ?? path, cursor)', after: 'cursors.move(path, cursor)' },
      { before: 'if (line !== null) text', after: 'text' },
      { before: "    text = '';\n", after: '' },
    ],
  },
  {
    file: 'lib/commands/follow/unread.ts',
    checks: ['spec/commands/follow/unread', 'spec/end-to-end/follow-unread'],
    faults: [
      { before: 'if (!isPipe(descriptor)) return none;', after: '' },
      { before: '      await ended;\n', after: '' },
      { before: ".once('error', () => resolve(null))", after: ".once('error', () => {})" },
      { before: "if (signal === 'SIGPIPE') onUnread();", after: '' },
      { before: '`--pid=${process.pid}`, ', after: '' },
      { before: "      tail.kill('SIGKILL');\n", after: '' },
    ],
  },
  {
    file: 'lib/watch/missed-events.ts',
    checks: ['spec/watch/missed-events'],
    faults: [
      { before: 'if (heard !== undefined) heard.system = now;', after: 'if (heard !== undefined) return;' },
      { before: 'if (heard.event < began)', after: 'if (heard.event === Number.NEGATIVE_INFINITY)' },
      { before: 'heard.system > heard.event + coveredMs', after: 'heard.system > heard.event' },
      { before: 'else if (heard.system > heard.event + coveredMs) this.#wait(name, heard);', after: '' },
      { before: '      this.#heard.delete(name);\n', after: '' },
      { before: 'for (const { cancel } of this.#heard.values()) cancel();', after: '' },
    ],
  },
  {
    file: 'bin/last-resort.ts',
    checks: ['spec/end-to-end/hung-disk.pty'],
    faults: [
      { before: 'threads.add(thread);', after: ';' },
      { before: '&& kill -KILL "$1"', after: '&& true' },
    ],
  },
  {
    file: 'lib/watch/folder-watch.ts',
    checks: [
      'spec/watch/folder-watch',
      'spec/watch/write-rate',
      'spec/watch/fallback',
      'spec/watch/quick-replaces',
    ],
    faults: [
      { before: 'this.#missed.told(name);', after: ';' },
      { before: ' && known.has(name)', after: '' },
      {
        before: '      this.#missed.event(basename(path));\n',
        after: '',
        harmless: 'One more event leads to one more look.',
      },
      {
        before: '      if (path === folder) return onEvent();\n',
        after: '',
        harmless: 'That the folder has gone is seen by the next look, too.',
      },
      { before: '      ignored: (path) => !watched.has(path),\n', after: '' },
      { before: 'ignoreInitial: true', after: 'ignoreInitial: false' },
      { before: "this.#watcher.on('ready', () => onEvent());", after: '' },
      { before: "this.#watcher.on('error', onError);", after: '' },
      { before: '      onWrite?.(name);\n', after: '' },
      { before: '    this.#missed.close();\n', after: '' },
      {
        before: 'watchedPath === folder && ',
        after: '',
        harmless: 'One more event leads to one more look.',
      },
      { before: '      onEvent(basename(path));\n', after: '' },
      {
        before: 'followSymlinks: false',
        after: 'followSymlinks: true',
        harmless: 'A database is watched where it really is: what has these names there is no link.',
      },
    ],
  },
];
