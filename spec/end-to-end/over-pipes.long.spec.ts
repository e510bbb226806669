import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scene } from '../hosts/wire/scene.js';
import { scenes } from '../queues/scenes.js';
import { createDatabase, runSql } from '../support/databases.js';
import { testFolder } from '../support/test-folder.js';
import { runInside } from './inside.js';
import { program } from './program.js';

/**
 * Stand-ins for the commands that lead elsewhere: each takes only what its manual has, and runs the rest here. `$J` is
 * where they and the program are, since no real one hands on the environment.
 */
const standIns: Readonly<Record<string, string>> = {
  'jobs-view': `exec '${process.execPath}' '${program}' "$@"`,
  docker: '[ "$1 $2 $3" = "exec -i web" ] || exit 125; shift 3; exec "$@"',
  podman: '[ "$1 $2 $3 $4" = "exec -i --user=etl web" ] || exit 125; shift 4; exec "$@"',
  kubectl:
    'case "$*" in "exec -i --context=prod --namespace=etl --container=app q-0 -- "*) shift 7; exec "$@"; esac; exit 1',
  'systemd-run':
    '[ "$1" = --machine=lab ] || exit 1; until [ "$1" = -- ]; do shift; done; exec "$2" "$3" "$(printf %s "$4" | sed "s/[$][$]/$/g")"',
  lxc: '[ "$1 $2 $3" = "exec lab --" ] || exit 1; shift 3; exec "$@"',
  sudo: '[ "$1 $2 $3 $4" = "-n -u etl --" ] || exit 1; shift 4; echo "$LOGNAME" >>"$J/asked"; exec "$@"',
  ssh: 'for line; do :; done; exec sh -c "$line"',
};

function folderWith(scripts: Readonly<Record<string, string>>): string {
  const folder = testFolder();
  mkdirSync(join(folder, 'bin'));
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return folder;
}

function run(folder: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
  return runInside(args, { HOME: folder, PATH: path, J: folder, ...more });
}

describe('a database at the end of a pipe', () => {
  it('is read in a container, a pod, a machine, as another user, or by a command of one’s own', async () => {
    const folder = folderWith(standIns);
    await createDatabase(join(folder, 'q u.db'), scene);
    const path = '~/q%20u.db';
    const addresses = [
      ...[`docker://web/${path}`, `podman://etl@web/${path}`, `kubectl://prod/etl/q-0/app//${path}`],
      ...[`machinectl://lab/${path}`, `pipe://own/${path}`, `ssh://there/${path}?sudo=etl`],
    ];
    writeFileSync(join(folder, 'all'), addresses.join('\n'));
    const pipes = JSON.stringify({ own: ['lxc', 'exec', 'lab', '--'] });
    const ran = await run(folder, ['--json', `@${join(folder, 'all')}`], { JOBS_VIEW_PIPES: pipes });
    expect(ran).toMatchObject({ code: 0, errors: '' });
    const { databases, jobs } = JSON.parse(ran.out);
    expect(databases.map(({ path: label }: { path: string }) => label)).toEqual([
      ...[
        'docker://web',
        'podman://web',
        'kubectl://etl/q-0',
        'machinectl://lab',
        'pipe://own',
        'ssh://there',
      ],
    ]);
    expect(jobs).toHaveLength(6 * 7);
    expect(readFileSync(join(folder, 'asked'), 'utf8').split('\n')).toHaveLength(2);
  });

  it('has each of its queues in one list, or the one that is named, by a program there, one that is sent, or Python', async () => {
    const only = (bin: string) => `for line; do :; done; PATH="$J/${bin}"; exec /bin/sh -c "$line"`;
    const folder = folderWith(standIns);
    const river = scenes.find(({ name }) => name === 'river')?.make.sqlite ?? '';
    await createDatabase(join(folder, 'q u.db'), { ...scene, sql: [river] });
    const found = spawnSync('sh', ['-c', 'command -v python3']).stdout.toString().trim();
    const ways = { program: null, node: process.execPath, ...(found !== '' && { python3: found }) };
    for (const [way, runtime] of Object.entries(ways)) {
      const place = `${runtime === null ? 'docker://web' : 'ssh://there'}/~/q%20u.db`;
      if (runtime !== null) {
        mkdirSync(join(folder, way));
        symlinkSync(runtime, join(folder, way, way));
        symlinkSync('/bin/sh', join(folder, way, 'sh'));
        writeFileSync(join(folder, 'bin', 'ssh'), `#!/bin/sh\n${only(way)}\n`);
      }
      const shown = async (...args: readonly string[]) => {
        const { out, ...ran } = await run(folder, ['--json', place, ...args]);
        expect([way, ran]).toEqual([way, { code: 0, errors: '' }]);
        return JSON.parse(out);
      };
      const { databases, jobs } = await shown();
      const named = databases.map((each: { name: string; queue_kind?: object }) => [
        each.name,
        each.queue_kind,
      ]);
      expect(named).toEqual([
        ['q u', undefined],
        ['river', expect.objectContaining({ name: 'river' })],
      ]);
      expect(jobs).toHaveLength(
        7 + Object.keys(scenes.find(({ name }) => name === 'river')?.jobs ?? {}).length,
      );
      expect(await shown('--queue', 'river')).toMatchObject({ queue_kind: { name: 'river' } });
      expect(await shown('--queue', 'cf_processing_queue')).toMatchObject({ jobs: { length: 7 } });
    }
    // Where none is ours, the link that asked which there are reads none of them, and is not left behind.
    const oban = scenes.find(({ name }) => name === 'oban')?.make.sqlite ?? '';
    await runSql(join(folder, 'others.db'), [river, oban]);
    const { out } = await run(folder, ['--json', 'docker://web/~/others.db']);
    expect(JSON.parse(out).databases).toMatchObject([{ name: 'oban' }, { name: 'river' }]);
  }, 60_000);

  it('has its path and the last words from there in the doctor alone, made safe and short', async () => {
    const folder = folderWith({
      ssh: [
        'printf "start %0900d\\n" 1 >&2',
        'printf "\\033]0;title\\007disk \\033[31mfull\\302\\233\\rquota: secret\\n\\n" >&2; exit 3',
      ].join('\n'),
    });
    const address = 'ssh://there/~/q%20u.db';
    const ended = 'ssh://there: The connection to the host ended at once, with exit code 3; doctor shows its';
    const once = await run(folder, ['--once', address]);
    expect([once.code, once.errors]).toEqual([1, expect.stringMatching(`^jobs-view: ${ended} last words`)]);
    expect(once.errors).not.toMatch(/secret|q u/);
    const { code, out } = await run(folder, ['doctor', '--json', address]);
    const findings: readonly { topic: string; text: string }[] = JSON.parse(out).findings;
    const textOf = (topic: string) => findings.find((each) => each.topic === topic)?.text ?? '';
    expect([code, textOf('host'), textOf('path there')]).toEqual([
      ...[1, expect.stringContaining(ended), '~/q u.db, as asked for'],
    ]);
    expect(textOf('last words')).toMatch(/^…0+1 \/ disk full \/ quota: secret$/);
    expect(textOf('last words')).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
    expect(textOf('last words').length).toBeLessThanOrEqual(501);
  });

  it('is examined with others side by side, each under its name, and badly if one is bad', async () => {
    // Neither host answers before both have been asked.
    const both = ': >"$J/$host"; until [ -e "$J/etl-1" ] && [ -e "$J/etl-2" ]; do sleep 0.02; done';
    const refuse = '[ $host = etl-2 ] && echo "ssh: Connection refused" >&2 && exit 255; exec sh -c "$line"';
    const each = 'for line; do case $line in etl-*) host=$line;; esac; done';
    const folder = folderWith({ ...standIns, ssh: [each, both, refuse].join('\n') });
    for (const name of ['q.db', 'here.db']) await createDatabase(join(folder, name), scene);
    const [far, here] = ['ssh://etl-{1..2}/~/q.db', join(folder, 'here.db')];
    writeFileSync(join(folder, 'all'), `${far}\n${here}`);
    const lists = [[far, here], [`@${join(folder, 'all')}`]];
    for (const list of lists) {
      const { code, out } = await run(folder, ['doctor', ...list]);
      const lines = out.split('\n').map((line) => line.replace(/ {2,}/g, ' '));
      const headings = ['etl-1/q (ssh://etl-1)', 'etl-2/q (ssh://etl-2)', `here (${here})`];
      const first = headings.map((heading) => lines[lines.indexOf(heading) + 1]?.slice(0, 12));
      expect([code, ...first]).toEqual([1, 'ok host ssh:', 'bad host ssh', 'ok database ']);
      expect(lines.at(-2)).toMatch(/see .*host of etl-2\/q\.$/);
    }
    const { findings } = JSON.parse((await run(folder, ['doctor', '--json', ...(lists[0] ?? [])])).out);
    const bad = findings.filter(({ verdict }: { verdict: string }) => verdict === 'bad').at(-1);
    expect(bad).toMatchObject({ topic: 'host', database: 'etl-2/q', path: 'ssh://etl-2' });
  });

  it('is waited for as long as --timeout says, if it does not answer', async () => {
    const folder = folderWith({ ssh: 'exec sleep 60' });
    const began = performance.now();
    const { code, out, errors } = await run(folder, ['--json', '--timeout', '1', 'ssh://there/q']);
    expect([code, out, errors]).toEqual([
      ...[1, ''],
      'jobs-view: ssh://there: The host has not answered yet.\nTry again in a moment.\n',
    ]);
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  it('is connected to together with all others: twelve start in the time of the slowest', async () => {
    // None of them ends before all have begun.
    const folder = folderWith({
      ssh: [
        'for host; do case $host in etl-*) break;; esac; done; : >"$J/begun-$host"',
        'until [ -e "$J/begun-etl-12" ] && set -- "$J"/begun-* && [ $# -ge 12 ]; do sleep 0.02; done',
        'echo "ssh: connect to host $host port 22: Connection refused" >&2; exit 255',
      ].join('\n'),
    });
    const { code, errors } = await run(folder, ['--once', 'ssh://etl-{1..12}/q']);
    expect([code, errors]).toEqual([
      1,
      expect.stringMatching(/^jobs-view: ssh:\/\/etl-\d+: The host refuses/),
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('begun'))).toHaveLength(12);
  });
});
