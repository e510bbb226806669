import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { parseAddress } from '../../../lib/hosts/address.js';
import { commandTo, startFar } from '../../../lib/hosts/link/far-command.js';
import { testFolder } from '../../support/test-folder.js';

const own = new Map([
  ['lab', ['lxc', 'exec', 'lab', '--']],
  ['jump', ['tsh', 'ssh', 'etl', 'exec {command}']],
]);
const script = 'echo "$1 $&"';

function wordsTo(address: string): readonly string[] | undefined {
  const parsed = parseAddress(address);
  if (parsed.kind === 'wrong') throw new Error(parsed.sentence);
  return commandTo(parsed.address.pipe, { ssh: ['ssh', '-F', 'mine'], own })?.(script);
}

const line = `sh -c '${script}'`;
const far = ['sh', '-c', script];
const ssh = [
  ...['ssh', '-F', 'mine', '-T', '-a', '-x', '-o', 'BatchMode=yes', '-o', 'ClearAllForwardings=yes'],
  ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
];
const pod = ['kubectl', 'exec', '-i'];

describe('The command that leads to another host', () => {
  // As the manuals have them: ssh(1), sudo(8), docker-exec(1), podman-exec(1), kubectl exec, systemd-run(1).
  it.each<[string, readonly string[] | undefined]>([
    ['ssh://me@there:2222/q', [...ssh, '-p', '2222', '--', 'me@there', line]],
    ['ssh://there/q?sudo=etl', [...ssh, '--', 'there', `sudo -n -u etl -- ${line}`]],
    ['docker://web/q', ['docker', 'exec', '-i', 'web', ...far]],
    ['podman://etl@web/q', ['podman', 'exec', '-i', '--user=etl', 'web', ...far]],
    ['kubectl://etl/q-0/q', [...pod, '--namespace=etl', 'q-0', '--', ...far]],
    [
      'kubectl://a%2Fb/etl/deploy%2Fq/app//q',
      [...pod, '--context=a/b', '--namespace=etl', '--container=app', 'deploy/q', '--', ...far],
    ],
    [
      'machinectl://etl@lab/q',
      [
        ...'systemd-run --machine=lab --quiet --collect --wait --pipe --service-type=exec'.split(' '),
        ...['--uid=etl', '--', '/bin/sh', '-c', 'echo "$$1 $$&"'],
      ],
    ],
    ['pipe://lab/q', ['lxc', 'exec', 'lab', '--', ...far]],
    ['pipe://jump/q', ['tsh', 'ssh', 'etl', `exec ${line}`]],
    ['pipe://none/q', undefined],
  ])('has the words of its manual: %s', (address, words) => {
    expect(wordsTo(address)).toEqual(words);
  });

  it('starts with the operator’s environment, with pipes, and in a session of its own', async () => {
    const command = join(testFolder(), 'ssh');
    writeFileSync(command, '#!/bin/sh\necho "$MARK $* $(cut -d" " -f6 /proc/$$/stat) $$"; cat; echo no >&2');
    chmodSync(command, 0o755);
    const started = startFar(() => [command, 'a', 'b'], { PATH: process.env.PATH, MARK: 'here' });
    started.stdin.end('asked');
    const { pid } = started;
    expect(await Promise.all([text(started.stdout), text(started.stderr)])).toEqual([
      `here a b ${pid} ${pid}\nasked`,
      'no\n',
    ]);
    const folderOf = (where = {}) => text(startFar(() => ['pwd', '-P'], process.env, where).stdout);
    expect(await Promise.all([folderOf(), folderOf({ cwd: '/' })])).toEqual([`${process.cwd()}\n`, '/\n']);
  });
});
