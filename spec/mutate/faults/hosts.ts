import type { FaultyFile } from '../fault.js';

const server: readonly string[] = ['spec/hosts/serve/host-server', 'spec/hosts/host-readers'];

/** What serves a database to another host. */
export const hosts: readonly FaultyFile[] = [
  {
    file: 'lib/hosts/fetch-log.ts',
    checks: ['spec/hosts/fetch-log', 'spec/hosts/host-readers'],
    faults: [
      { before: 'isEnd && piece !== null && from === copied.bytes', after: 'isEnd && piece !== null' },
      { before: 'isEnd || from + piece.length > copied.bytes', after: 'isEnd' },
      { before: "if (signal.aborted) return { kind: 'stopped' };", after: '' },
    ],
  },
  {
    file: 'lib/hosts/serve/host-server.ts',
    checks: server,
    faults: [
      { before: "input.once('end', over).once('close', over)", after: "input.once('close', () => {})" },
      { before: "output.once('close', over)", after: 'output' },
      { before: ".on('error', over);\n    output", after: ';\n    output' },
      { before: "input.removeAllListeners('data').destroy();", after: '' },
      { before: "if (this.#stage !== 'opening') throw", after: "if (this.#stage === 'open') throw" },
      { before: "if (message.protocol !== protocol) this.#finish({ kind: 'over' });", after: '' },
      { before: 'await this.#session?.close();', after: 'void this.#session?.close();' },
    ],
  },
  {
    file: 'lib/hosts/serve/host-session.ts',
    checks: ['spec/hosts/serve/host-session', ...server],
    faults: [
      {
        before: 'if (this.#output.writableNeedDrain) this.#held.set(news.kind, news);\n    else',
        after: '',
      },
      { before: "onSizes: () => this.#tell({ kind: 'sizes' })", after: 'onSizes: () => {}' },
      { before: "onLogNews: () => this.#tell({ kind: 'log-news' })", after: 'onLogNews: () => {}' },
      {
        before: "onDeath: () => this.#tell({ kind: 'changed', atFullSpeed: false })",
        after: 'onDeath: () => {}',
      },
      { before: 'atFullSpeed: this.#watch.atFullSpeed === true', after: 'atFullSpeed: false' },
      { before: "() => this.#tell({ kind: 'hampered' })", after: '() => {}' },
      { before: '      this.#watch.close(),\n', after: '' },
      {
        before: "if (this.#underWay.has(call.id)) throw new WireError('the number of a call under way');",
        after: '',
      },
      { before: "if (this.#underWay.size >= mostCalls) throw new WireError('too many calls');", after: '' },
      { before: '      ...this.#actions,\n', after: '' },
      { before: "if (action.action !== 'probe') this.#actions.add(result);", after: '' },
      { before: "return { ...problem, file: '' };", after: 'return problem;' },
      { before: '      this.#logCopy.close(),\n', after: '' },
      { before: '      this.#follow.close(),\n', after: '' },
    ],
  },
  {
    file: 'lib/hosts/serve/log-copy.ts',
    checks: ['spec/hosts/serve/log-copy', 'spec/hosts/host-readers'],
    faults: [
      { before: 'if (bytesRead === 0) await this.#putAway();', after: '' },
      { before: 'buffer.subarray(0, bytesRead)', after: 'buffer' },
      { before: 'pieceLength, from)', after: 'pieceLength, null)' },
      { before: 'pieceLength = 64 * 1024', after: 'pieceLength = 64 * 1024 * 1024' },
      { before: '        await this.#putAway();\n        return null;', after: '        return null;' },
      { before: '    this.#leaving.abort();\n', after: '' },
      { before: '    await this.#inTurn(() => this.#putAway());\n', after: '' },
      { before: 'AbortSignal.any([signal, this.#leaving.signal])', after: 'signal' },
      { before: 'this.#work.then(work)', after: 'work()' },
      {
        before: 'result.catch(() => undefined)',
        after: 'result',
        harmless: 'Nothing that is done in turn ever rejects.',
      },
      { before: '    await this.#putAway();\n    if (signal.aborted)', after: '    if (signal.aborted)' },
      { before: "    if (signal.aborted) return { kind: 'stopped' };\n", after: '' },
      {
        before: "if (saved.kind !== 'saved') return saved;",
        after: "if (saved.kind === 'none') return saved;",
      },
      {
        before: "return { kind: 'problem', problem: problemOf('failed', this.#folder, String(error)) };",
        after: 'throw error;',
      },
      {
        before:
          'if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);',
        after: '',
      },
      {
        before: '    this.#file = null;\n',
        after: '',
        harmless:
          'A file that was closed can be closed once more, and cannot be read: as if there were none.',
      },
      { before: '    await file?.close();\n', after: '' },
    ],
  },
];
