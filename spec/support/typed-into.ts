import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFolder } from './test-folder.js';

/** The programs that the lines find: all others are missing. */
const stubs = (noted: string) => ({
  'jobs-view': `printf '%s\\0' "$@" >> '${noted}'; printf '\\1' >> '${noted}'`,
  npm: 'shift; test "$1" != -- || { shift; exec jobs-view "$@"; }',
  date: 'echo 2026-01-13 10:38:00',
});

/** Without what whoever runs the specs has set up: bash reads that as well where its input is a socket. */
const options = { sh: ['-c'], bash: ['--norc', '-c'], zsh: ['-fic'] };

/** What a shell at a prompt passes to `jobs-view` in these lines, call by call, and what it has against them. */
export function typedInto(
  shell: keyof typeof options,
  lines: string,
): { readonly calls: readonly (readonly string[])[]; readonly stderr: string } {
  const folder = testFolder();
  const noted = join(folder, 'noted');
  for (const [name, text] of Object.entries(stubs(noted)))
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const { stderr } = spawnSync(shell, [...options[shell], `PATH='${folder}'\n${lines}`], {
    cwd: folder,
    encoding: 'utf8',
    input: '',
  });
  const calls = existsSync(noted) ? readFileSync(noted, 'utf8').split('\x01').slice(0, -1) : [];
  return { calls: calls.map((call) => call.split('\0').slice(0, -1)), stderr };
}
