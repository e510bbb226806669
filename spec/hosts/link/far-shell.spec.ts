import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { commandTo } from '../../../lib/hosts/link/far-command.js';
import {
  type FarReport,
  isAtLeast,
  order,
  ReportReader,
  shellText,
} from '../../../lib/hosts/link/far-shell.js';
import { commandPath, type ProgramName } from '../../support/needed-programs.js';
import { needs } from '../../support/needs.js';
import { testFolder } from '../../support/test-folder.js';

const nowhere = { kind: 'ssh', user: null, host: 'there', port: null, sudo: null } as const;

/** What stands for a program: it has a version, and shows with what it is run and what it reads. */
const fake = (version: string) =>
  `case $1 in --version) echo ${version};; *) printf "%s " "$0" "$@"; cat;; esac`;

/**
 * What the shell reports and prints of a host with these scripts, whose login shell is given, when it reads this input.
 * Nothing of this host's own is found.
 */
function host(scripts: Readonly<Record<string, string>>, input = '', login = 'sh') {
  const root = testFolder();
  for (const [path, script] of Object.entries(scripts)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  // Where BusyBox is what there is, each of these is an applet of it.
  const there = (name: string) => (login === 'busybox' ? `${commandPath(login)} ${name}` : commandPath(name));
  for (const link of ['sh', 'cat', 'readlink'])
    writeFileSync(join(root, link), `#!/bin/sh\nexec ${there(link)} "$@"\n`, { mode: 0o755 });
  const ownPaths = shellText.replaceAll(/ (?=\/(?:usr|opt)\/)/g, ` "$HOME"/..`);
  const line = commandTo(nowhere, { ssh: [], own: new Map() })?.(ownPaths).at(-1) ?? '';
  mkdirSync(join(root, 'home folder'), { recursive: true });
  const env = { PATH: `${root}:${root}/bin`, HOME: join(root, 'home folder'), LC_ALL: 'C' };
  const words = [...(login === 'busybox' ? ['sh'] : []), '-c', line];
  const printed = execFileSync(commandPath(login) ?? '', words, { env, input, stdio: 'pipe' });
  const reader = new ReportReader();
  // One byte at a time, as a slow line may bring them.
  const reports = [...printed].map((byte) => reader.take(Uint8Array.of(byte)));
  const report = reports.find((each) => each !== null) ?? null;
  const said = printed.toString('latin1').replaceAll(root, '');
  return { report, said: said.replace(/^.*?\xffjobs-view there[^\n]*\n/s, '') };
}

const nothing: FarReport = { program: null, node: null, python: null };
const home = 'home folder';
const report = (found: Partial<FarReport>) => ({ ...nothing, ...found });

it.each<[string, Readonly<Record<string, string>>, Partial<FarReport>]>([
  ['nothing', {}, {}],
  ['Node in the PATH', { 'bin/node': fake('v20.19.0') }, { node: '20.19.0' }],
  [
    'Node where nvm has it',
    { [`${home}/.nvm/versions/node/v22.1.0/bin/node`]: fake('v22.1.0') },
    { node: '22.1.0' },
  ],
  [
    'Node of Volta',
    { [`${home}/.volta/tools/image/node/24.1.0/bin/node`]: fake('v24.1.0') },
    { node: '24.1.0' },
  ],
  ['Node of one’s own', { [`${home}/.local/bin/node`]: fake('v22.2.0') }, { node: '22.2.0' }],
  ['Node of the machine', { 'usr/local/bin/node': fake('v22.2.0') }, { node: '22.2.0' }],
  ['Node in /opt', { 'opt/node-20/bin/node': fake('v20.20.0') }, { node: '20.20.0' }],
  [
    'an old Node in the PATH, a good one elsewhere, and one that doesn’t start',
    {
      'bin/node': fake('v9.11.2'),
      [`${home}/.nvm/versions/node/v1/bin/node`]: 'echo "v8: cannot execute" >&2; exit 1',
      [`${home}/.nvm/versions/node/v20.20.1/bin/node`]: fake('v20.20.1'),
      'opt/node/bin/node': fake('v22.13.0'),
    },
    { node: '22.13.0' },
  ],
  [
    'Python beside a Node that is too old',
    { 'bin/node': fake('v20.18.9'), 'bin/python3': fake('Python 3.6.8') },
    { node: '20.18.9', python: '3.6.8' },
  ],
  ['Python of a system', { 'usr/libexec/platform-python': fake('Python 3.11.0rc1') }, { python: '3.11.0' }],
  ['a jobs-view whose Node is missing', { 'bin/jobs-view': 'exec /nowhere/node' }, { program: 127 }],
  ['a jobs-view that ends at once', { 'bin/jobs-view': 'echo $0; exit 1' }, { program: 1 }],
])('the shell there reports what can be run: %s', (_, scripts, found) => {
  expect(host(scripts).report).toEqual(report(found));
});

it('the shell there reports nothing of a jobs-view that was killed', () => {
  expect(() => host({ 'bin/jobs-view': 'kill -9 $$' })).toThrow(/Command failed/);
});

it('the shell there gives jobs-view what it reads, and runs nothing else once that has ended well', () => {
  const { report: reported, said } = host({ 'bin/jobs-view': 'cat; echo "$@"' }, 'greeting');
  expect([reported, said]).toEqual([report({ program: 0 }), '']);
});

const text = String.raw`say("a'b", 'c\n', "$HOME", !0)`;

const logins: readonly (readonly [login: string, ...needed: ProgramName[]])[] = [
  ...['sh', 'bash', 'dash'].filter((shell) => commandPath(shell) !== null).map((shell) => [shell] as const),
  ...(['fish', 'zsh', 'tcsh', 'busybox'] as const).map((name) => [name, name] as const),
];

for (const [login, ...needed] of logins)
  needs(...needed).it(
    `a text runs in Node or in Python as it is, after lines that are skipped, where the login shell is ${login}`,
    () => {
      const scripts = { 'bin/node': fake('v22.13.0'), 'bin/python3': fake('Python 3.9.2') };
      const input = (runtime: 'node' | 'python') => `\0\n\x01greet\xff${order(runtime, text)}and more`;
      expect(host(scripts, input('node'), login)).toEqual({
        report: report({ node: '22.13.0' }),
        said: `/bin/node -e ${text} and more`,
      });
      const { 'bin/python3': python } = scripts;
      expect(host({ 'bin/python3': python }, input('python'), login).said).toBe(
        `/bin/python3 -I -B -c ${text} and more`,
      );
    },
  );

it('a report that no shell of ours makes is refused, and one that does not end', () => {
  const read = (line: string) => () =>
    new ReportReader().take(Buffer.from(`\xffjobs-view there\xff ${line}`, 'latin1'));
  expect(read('program=1 node=22.1.0 python=none\n')()).toEqual(report({ program: 1, node: '22.1.0' }));
  for (const line of [
    'program=1 node=22 python=none\n',
    'program=1 node=$(id) python=none\n',
    'program=1 node=22.1.0 python=none more\n',
    '\n',
    'x'.repeat(200),
  ])
    expect(read(line)).toThrow(/report/);
});

it('versions are compared by their numbers', () => {
  const newer = [null, '8.19.9', '20.9.1', '20.19.0', '20.100.0', '100.0.0'].map((version) =>
    isAtLeast(version, '20.19'),
  );
  expect(newer).toEqual([false, false, false, true, true, true]);
});
