import type { FaultyFile } from '../fault.js';

const link: readonly string[] = ['spec/hosts/link/host-link', 'spec/hosts/host-readers'];
const frames: readonly string[] = ['spec/hosts/wire/frames'];
const codec: readonly string[] = ['spec/hosts/wire/codec'];
const shapes: readonly string[] = ['spec/hosts/wire/shapes'];
const server: readonly string[] = ['spec/hosts/serve/host-server', 'spec/hosts/host-readers'];

/** What guards against another host, and a link to it from its start to its end. */
export const hosts: readonly FaultyFile[] = [
  {
    file: 'lib/hosts/wire/codec.ts',
    checks: codec,
    faults: [
      { before: "return '$' in fields ? tag('object', fields) : fields;", after: 'return fields;' },
      {
        before: 'Object.hasOwn(readers, name) ? readers[name as Tag] : undefined',
        after: 'readers[name as Tag]',
      },
      { before: '|| Object.keys(more).length > 0) throw', after: ') throw' },
      { before: "if (bytes.toString('base64') !== of) throw new WireError('not bytes');", after: '' },
      { before: 'of.length > longestInteger || ', after: '' },
      { before: '!Object.is(value, -0) ? value', after: 'true ? value' },
    ],
  },
  {
    file: 'lib/hosts/wire/frames.ts',
    checks: frames,
    faults: [
      { before: 'if (length - 1 > longestPacked)', after: 'if (length < 0)' },
      { before: ', { maxOutputLength: longestFrame }', after: '' },
      { before: 'if (this.#length < length + 4) return;', after: 'if (this.#length < length + 3) return;' },
      { before: 'all.length - preamble.length + 1', after: 'all.length' },
      { before: "if (this.#noise > longestNoise) throw new WireError('no preamble');", after: '' },
      { before: 'fatal: true', after: 'fatal: false' },
    ],
  },
  {
    file: 'lib/hosts/wire/shape.ts',
    checks: shapes,
    faults: [
      { before: 'for (const name of Object.keys(value)) if (!shapes.has(name)) return here;', after: '' },
      { before: 'if (mayLack) continue;', after: 'continue;' },
      {
        before: 'Number.isSafeInteger(value) && (value as number) >= 0',
        after: 'Number.isSafeInteger(value)',
      },
      { before: '!Object.hasOwn(shapes, kind)', after: '!(kind in shapes)' },
      { before: ' && Math.abs(value as number) <= 8.64e15', after: '' },
    ],
  },
  {
    file: 'lib/hosts/link/host-connection.ts',
    checks: link,
    faults: [
      { before: 'if (now - this.#pingedAt > 2 * pingMs) this.#heardAt = now;', after: '' },
      { before: 'now - this.#heardAt >= patienceMs', after: 'now - this.#heardAt > patienceMs' },
      { before: "if (message.kind !== 'hello') throw new WireError('no greeting');", after: '' },
      { before: 'if (message.protocol !== protocol)', after: 'if (message.protocol < protocol)' },
      {
        before: "if (waiting === undefined) throw new WireError('an answer to nothing');",
        after: 'if (waiting === undefined) return;',
      },
      {
        before: 'if (wrong !== null) throw new WireError(`an answer',
        after: 'if (wrong === 0) throw new WireError(`an answer',
      },
      { before: "    process.kill('SIGCONT');\n", after: '' },
      {
        before: "const cancel = after(graceMs, () => process.kill('SIGKILL'));",
        after: 'const cancel = () => {};',
      },
      {
        before: "for (const { resolve } of waiting) resolve({ kind: 'lost', trouble, wasSent: true });",
        after: '',
      },
    ],
  },
  {
    file: 'lib/hosts/link/host-link.ts',
    checks: link,
    faults: [
      { before: 'if (this.#isClosed) return;', after: '' },
      { before: 'Math.min(longestPauseMs, 2 * this.#pauseMs)', after: '2 * this.#pauseMs' },
      {
        before: 'if (this.#heardAt - this.#upAt >= goodAfterMs) this.#pauseMs = firstPauseMs;',
        after: 'this.#pauseMs = firstPauseMs;',
      },
      { before: '    this.#cancelPause();\n', after: '' },
      {
        before: 'this.#trouble === null ? this.#connection.heardAt : this.#heardAt',
        after: 'this.#connection.heardAt',
      },
    ],
  },
  {
    file: 'lib/hosts/host-readers.ts',
    checks: link,
    faults: [
      { before: 'return early?.serves(request) ? early.result', after: 'return early ? early.result' },
      { before: "able.length > 0 && !able.includes('act')", after: 'false' },
      { before: 'const isUnsure = result.wasSent', after: 'const isUnsure = true' },
      {
        before: '        this.#leaving.abort();\n        this.#leaving = new',
        after: '        this.#leaving = new',
      },
      { before: '        await Promise.all(this.#savings);\n      },', after: '      },' },
    ],
  },
  {
    file: 'lib/hosts/fetch-log.ts',
    checks: ['spec/hosts/fetch-log', 'spec/hosts/host-readers'],
    faults: [
      { before: 'isEnd && piece !== null && from === laid.bytes', after: 'isEnd && piece !== null' },
      { before: 'isEnd || from + piece.length > laid.bytes', after: 'isEnd' },
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
        before: "onDeath: () => this.#tell({ kind: 'changed', inStorm: false })",
        after: 'onDeath: () => {}',
      },
      { before: 'inStorm: this.#watch.atFullSpeed === true', after: 'inStorm: false' },
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
    ],
  },
];
