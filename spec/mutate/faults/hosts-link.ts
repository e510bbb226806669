import type { FaultyFile } from '../fault.js';

const link: readonly string[] = ['spec/hosts/link/host-link', 'spec/hosts/host-readers'];

/** A link to another host, from its start to its end. */
export const hostsLink: readonly FaultyFile[] = [
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
      { before: '.slice(-mostPrinted)', after: '.slice(0, mostPrinted)' },
      { before: "error.code === 'ENOENT' ? 'no-ssh' : 'ended'", after: "'ended'" },
      { before: "pipe.on('error', () => {});", after: 'pipe.pause();' },
      {
        before: '  #hear(bytes: Buffer): void {\n    if (this.#end !== null) return;',
        after: '  #hear(bytes: Buffer): void {',
      },
      { before: '        if (this.#end !== null) return;\n      }', after: '      }' },
      {
        before:
          "if (frame === null) return Promise.resolve({ kind: 'lost', trouble: tooMuch, wasSent: false });",
        after:
          "if (frame === null) return Promise.resolve({ kind: 'lost', trouble: tooMuch, wasSent: true });",
      },
      { before: "          signal?.removeEventListener('abort', abort);\n", after: '' },
      { before: 'if (signal?.aborted) abort();\n      else ', after: '' },
      { before: '    this.#waiting.delete(id);\n', after: '' },
      {
        before: 'abilities.filter((ability) => message.able.includes(ability))',
        after: 'message.able as readonly Ability[]',
      },
      { before: '    process.stdin.end();\n', after: '' },
      { before: '    void this.#gone.then(cancel);\n', after: '' },
      { before: '    await this.#gone;\n', after: '' },
      {
        before:
          "if (this.#end !== null) return Promise.resolve({ kind: 'lost', trouble: this.#end, wasSent: false });",
        after: '',
        harmless: 'HostLink asks none that has ended.',
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
      { before: "if (this.#trouble === 'unknown') await this.#known;", after: '' },
      { before: '    this.#cancelWait();\n    this.#tellKnown();\n', after: '    this.#tellKnown();\n' },
      { before: '    this.#cancelWait();\n    this.#tellKnown();\n', after: '    this.#cancelWait();\n' },
      { before: '    await this.#connection.close();\n', after: '    void this.#connection.close();\n' },
      { before: 'this.#upAt = steady();', after: '' },
      { before: '      this.#heardAt = this.#connection.heardAt;\n', after: '' },
      {
        before: '    this.#cancelWait();\n    this.#trouble = trouble;',
        after: '    this.#trouble = trouble;',
      },
      { before: '        this.#version = theirs;\n', after: '' },
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
    file: 'lib/hosts/link/link-trouble.ts',
    checks: ['spec/hosts/link/link-trouble'],
    faults: [
      { before: "if (wasUp) return { kind: 'gone' };", after: '' },
      { before: 'new Set([126, 127])', after: 'new Set([127])' },
      { before: "if (code !== ofSsh) return { kind: 'ended' };", after: '' },
      {
        before: "?.trouble(printed) ?? { kind: 'ended' }",
        after: "?.trouble(printed) ?? { kind: 'refused' }",
      },
      { before: '|host key is known for', after: '' },
      { before: '|Too many authentication failures', after: '' },
      { before: '|No supported authentication', after: '' },
      { before: '(password|keyboard-interactive)', after: '(password)' },
      { before: '\\([^)\\n]*(password', after: '(.|\\n)*(password' },
      { before: '|Network is unreachable', after: '' },
      { before: '|Host is down', after: '' },
      { before: 'version.slice(0, 40)', after: 'version' },
      { before: 'takesPassword\n', after: '!takesPassword\n' },
      { before: 'file: label', after: 'file: own' },
    ],
  },
  {
    file: 'lib/hosts/link/ssh.ts',
    checks: ['spec/hosts/address', 'spec/hosts/link/ssh'],
    faults: [
      { before: "...['-T', '-a', '-x'],", after: '' },
      { before: "'-o', 'BatchMode=yes', ", after: '' },
      { before: ", '-o', 'ClearAllForwardings=yes'", after: '' },
      { before: "'-o', 'ConnectTimeout=10', ", after: '' },
      { before: "'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'", after: "'ServerAliveInterval=5'" },
      { before: "port === null ? [] : ['-p', String(port)]", after: 'port === null ? [] : []' },
      { before: "'--', user === null", after: 'user === null' },
      { before: 'user === null ? host :', after: 'user !== null ? host :' },
      { before: '    env: environment,\n', after: '' },
      { before: '    detached: true,\n', after: '' },
      { before: '    ...where,\n', after: '' },
      { before: '    ...command,\n', after: '' },
    ],
  },
];
