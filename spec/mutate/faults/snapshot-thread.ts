import type { FaultyFile } from '../fault.js';

const thread: readonly string[] = [
  'spec/snapshot/thread/thread-life',
  'spec/snapshot/thread/reader-thread',
  'spec/snapshot/thread/readers-contract',
];

/** The readers' thread, from its start to its end. */
export const snapshotThread: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/thread/thread-life.ts',
    checks: thread,
    faults: [
      { before: 'if (this.#ending !== null) return Promise.resolve(this.#ending);', after: '' },
      { before: 'if (signal?.aborted) abort();\n      else signal', after: 'signal' },
      { before: 'this.#closing ??= this.#close();', after: 'this.#closing = this.#close();' },
      { before: 'await atMost(this.#gone, patienceMs);', after: 'await this.#gone;' },
      { before: '    void this.#worker.terminate();\n    await atMost', after: '    await atMost' },
      { before: 'if (this.#closing === null) this.#listener', after: 'this.#listener' },
      { before: 'for (const id of [...this.#waiting.keys()]) this.#settle(id, ending);', after: '' },
      { before: "if (ending.kind === 'died') this.#listener", after: 'this.#listener' },
      { before: 'this.#closing === null ? { kind', after: 'this.#closing !== null ? { kind' },
    ],
  },
  {
    file: 'lib/snapshot/thread/reader-thread.ts',
    checks: thread,
    faults: [
      { before: 'early !== null && early.threadId > 0 ?', after: 'early !== null ?' },
      { before: 'return early?.serves(request) ? early.result', after: 'return early ? early.result' },
      { before: '        this.#early = null;\n', after: '' },
      { before: 'if (this.#life.hasEnded && !this.#isClosed) this', after: 'if (this.#isClosed) this' },
      { before: 'if (this.#life.hasEnded && !this.#isClosed) this', after: 'if (this.#life.hasEnded) this' },
      { before: '        this.#deaths += 1;\n', after: '' },
      { before: "return result.kind === 'closed' ? { kind: 'stopped' } : this", after: 'return this' },
      { before: 'if (signal.aborted || this.#isClosed) return', after: 'if (signal.aborted) return' },
    ],
  },
  {
    file: 'lib/snapshot/thread/serve-readers.ts',
    checks: thread,
    faults: [
      { before: "if (call.name === 'close') port.close();", after: '' },
      { before: 'return underWay.get(message.id)?.abort();', after: 'return;' },
    ],
  },
];
