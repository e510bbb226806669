import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { folder, open, path, quit, soon } from './scene.js';
import { run } from './scripts.js';

const { describe, it } = needs('python3');

const frame = `def frame(number, text, bomb=0):
  packed = zlib.compressobj(1)
  data = packed.compress(struct.pack('>I', len(text) + bomb) + text) + packed.compress(b'[' * bomb) + packed.flush()
  os.write(1, struct.pack('>II', len(data) + 4, number) + data)`;

/** What a host sends that claims to have Python alone. */
const evils = {
  'a first answer that is 100 MB deep': 'frame(1, b"", 100 << 20)',
  'news without end': `frame(1, b'[["/q.db", "/", "there", 1], [0, 0]]')
while True: os.write(1, struct.pack('>II', 4, 0) * 8192)`,
} as const;

/** A command that leads to such a host, for the setting sshCommand. */
function hostThat(evil: string): string {
  const [script, python] = [folder.file('far-shell'), folder.file('evil.py')];
  writeFileSync(python, `import os, struct, zlib\n${frame}\n${evil}\nwhile os.read(0, 4096): pass\n`);
  const report = 'printf "\\377jobs-view there\\377 program=none node=none python=3.6.8\\n"';
  writeFileSync(script, `#!/bin/sh\n${report}\nexec python3 ${python}\n`);
  chmodSync(script, 0o755);
  return script;
}

describe('a host that sends nonsense', () => {
  it.each(Object.entries(evils))(
    'by %s holds up no key of a dashboard that shows another database too, and ends a command with a sentence',
    async (_, evil) => {
      await createDatabase(path);
      const environment = { HOME: folder.path, JOBS_VIEW_SSH: hostThat(evil) };
      const dashboard = open([path, 'ssh://there/q.db'], { columns: 120, environment });
      await dashboard.waitForText('q: no link to the host', soon);
      for (let times = 0; times < 3; times += 1) {
        dashboard.type('?');
        await dashboard.waitForText('HELP', soon);
        dashboard.type('?');
        await dashboard.waitForNoText('HELP', soon);
      }
      dashboard.type('D');
      await dashboard.waitForText('could not be understood', soon);
      const status = readFileSync(`/proc/${dashboard.pid}/status`, 'utf8');
      expect(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1])).toBeLessThan(700_000);
      await quit(dashboard, '\x03');
      const { code, errors } = await run(['--json', 'ssh://there/q.db'], environment);
      expect({ code, errors }).toEqual({
        code: expect.any(Number),
        errors: expect.stringContaining('The host sent something that could not be understood.'),
      });
      expect(code).not.toBe(0);
    },
    60_000,
  );
});
