import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { sshTo, startFar } from '../../../lib/hosts/link/far-command.js';
import { testFolder } from '../../support/test-folder.js';

const there = { user: null, host: 'there', port: null, path: '/srv/queue.db' };

it('ssh has the operator’s options first, asks for nothing, forwards nothing, and ends where the line is dead', () => {
  expect(sshTo(['ssh', '-F', 'mine'], { ...there, user: 'me', port: 2222 })('script')).toEqual([
    ...['ssh', '-F', 'mine', '-T', '-a', '-x'],
    ...['-o', 'BatchMode=yes', '-o', 'ClearAllForwardings=yes'],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
    ...['-p', '2222', '--', 'me@there', "sh -c 'script'"],
  ]);
});

it('ssh starts with the operator’s environment, with pipes, and in a session of its own', async () => {
  const command = join(testFolder(), 'ssh');
  writeFileSync(command, '#!/bin/sh\necho "$MARK $# $(cut -d" " -f6 /proc/$$/stat) $$"; cat; echo no >&2');
  chmodSync(command, 0o755);
  const started = startFar(sshTo([command], there), { PATH: process.env.PATH, MARK: 'here' });
  started.stdin.end('asked');
  const words = sshTo([command], there)('').length - 1;
  const pid = started.pid;
  expect(await Promise.all([text(started.stdout), text(started.stderr)])).toEqual([
    `here ${words} ${pid} ${pid}\nasked`,
    'no\n',
  ]);
});

it('ssh starts in the given folder, else in that of this process', async () => {
  const command = join(testFolder(), 'ssh');
  writeFileSync(command, '#!/bin/sh\nreadlink /proc/$$/cwd');
  chmodSync(command, 0o755);
  const started = (where = {}) => text(startFar(sshTo([command], there), process.env, where).stdout);
  expect(await Promise.all([started(), started({ cwd: '/' })])).toEqual([`${process.cwd()}\n`, '/\n']);
});
