import { beforeEach, describe, expect, it } from '@jest/globals';
import { brief, program } from '../end-to-end/program.js';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';
import { needs } from '../support/needs.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { startTmux } from '../support/tmux.js';

const rows = ['alpha', 'beta', 'gamma', 'delta\u001b]0;owned\u0007', 'epsilon'].map((plugin_name, index) => ({
  id: index + 1,
  plugin_name,
  status: index === 0 ? 'FAILED' : 'RUNNING',
  claim_time: `2026-01-15 09:0${index}:00`,
}));

describe('a dashboard that nobody looks at', () => {
  const folder = folderForEach();
  let path: string;
  let worker: NativeWriter;
  beforeEach(async () => {
    path = folder.file('jobs.sqlite3');
    await createDatabase(path, { migrated: 'all', rows });
    worker = await NativeWriter.start(path);
  });

  const fail = (...ids: number[]) =>
    worker.run(
      `UPDATE cf_processing_queue SET status = 'FAILED', end_time = datetime('now') WHERE id IN (${ids})`,
    );

  const titled = (dashboard: PtyProgram, title: string) =>
    eventually(
      () => dashboard.screen.state.title.startsWith(title),
      () => `${title}, but it is ${dashboard.screen.state.title}`,
    );

  it('rings and notifies once for a batch of failures, neither at the start nor again within a minute', async () => {
    const dashboard = startInPty(process.execPath, [...brief, program, path, '--notify'], {
      environment: { HOME: folder.path },
    });
    /** Bells and notifications since; titles end with a bell too. */
    const alertsSince = (from: number) =>
      dashboard
        .bytes()
        .slice(from)
        .replace(/\x1b\]2;[^\x07]*\x07/g, '')
        .match(/\x07(?:\x1b\]9;[^\x07]*\x07)?/g) ?? [];
    const failAndSee = async (title: string, ...ids: number[]) => {
      const from = dashboard.bytes().length;
      await fail(...ids);
      await eventually(
        () => dashboard.screen.state.title.startsWith(title) && alertsSince(from).length > 0,
        () => `${title}: ${dashboard.screen.state.title} ${JSON.stringify(alertsSince(from))}`,
      );
      return alertsSince(from);
    };
    try {
      await dashboard.waitForText('1 failed', { within: 15_000 });
      expect(dashboard.screen.state.title).toBe('jobs 1✗ 4↻ jobs.sqlite3');
      expect(dashboard.screen.state.focusEvents).toBe(true);
      expect(alertsSince(0)).toEqual([]);
      expect(await failAndSee('jobs 3✗ 2↻ ', 2, 3)).toEqual([
        expect.stringMatching(/^\x07\x1b\]9;Jobs View: 2 jobs failed: (beta, gamma|gamma, beta)\x07$/),
      ]);
      expect(dashboard.screen.text()).not.toContain('⊘');
      // Within a minute of the last alert, others are only counted.
      const from = dashboard.bytes().length;
      await fail(4);
      await titled(dashboard, 'jobs 4✗ 1↻');
      expect(alertsSince(from)).toEqual([]);
      dashboard.type('q');
      await dashboard.ended;
      expect(dashboard.screen.state.focusEvents).toBe(false);
      const bytes = dashboard.bytes();
      expect(bytes.indexOf('\x1b[22;2t')).toBeLessThan(bytes.indexOf('\x1b]2;'));
      expect(bytes.lastIndexOf('\x1b[23;2t')).toBeGreaterThan(bytes.lastIndexOf('\x1b]2;'));
    } finally {
      await dashboard.close();
    }
  });

  it('tells once that a job has ended that was waited for, and mutes the bell', async () => {
    const dashboard = startInPty(process.execPath, [...brief, program, path], {
      environment: { HOME: folder.path },
    });
    const told = () =>
      dashboard
        .bytes()
        .replace(/\x1b\]2;[^\x07]*\x07/g, '')
        .match(/\x07?(?:\x1b\]9;[^\x07]*)?\x07/g) ?? [];
    try {
      await dashboard.waitForText('1 failed', { within: 15_000 });
      dashboard.type('jW');
      await titled(dashboard, 'jobs 1✗ 4↻ waiting for job 5 jobs.sqlite3');
      // A filter that hides it, and a retry, change nothing.
      dashboard.type('1');
      await dashboard.waitForText('Filter: failed');
      await worker.run("UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id = 5");
      await titled(dashboard, 'jobs 1✗ 3↻ waiting for job 5 jobs.sqlite3');
      expect(told()).toEqual([]);
      await fail(5);
      await titled(dashboard, 'job 5 failed, jobs 2✗ 3↻ jobs.sqlite3');
      await dashboard.waitForText('job 5 failed • live');
      dashboard.type('B');
      await titled(dashboard, 'jobs 2✗ 3↻ jobs.sqlite3');
      await dashboard.waitForText('muted • live');
      expect(told()).toEqual(['\x07\x1b]9;Jobs View: job 5 failed: epsilon\x07']);
    } finally {
      await dashboard.close();
    }
  });

  needs('tmux').it(
    'rings its window in tmux, has the counts in its title, and restores the title',
    async () => {
      const tmux = await startTmux({ environment: { HOME: folder.path } });
      try {
        const title = await tmux.ask('#{pane_title}');
        await tmux.command(`${process.execPath} ${brief} ${program} ${path}; echo "ended $?"`);
        await tmux.waitForText('1 failed', { within: 15_000 });
        const window = await tmux.ask('#{window_id}');
        await tmux.tmux('new-window', '-t', 'spec:');
        const seen = async () =>
          (
            await tmux.tmux('display-message', '-p', '-t', window, '#{window_bell_flag} #{pane_title}')
          ).trimEnd();
        expect(await seen()).toBe('0 jobs 1✗ 4↻ jobs.sqlite3');
        await fail(2, 3);
        await eventually(async () => (await seen()) === '1 jobs 3✗ 2↻ jobs.sqlite3', seen);
        await tmux.tmux('send-keys', '-t', window, 'q');
        await eventually(async () => (await seen()).endsWith(` ${title}`), seen);
      } finally {
        await tmux.close();
      }
    },
  );

  needs('tmux').it('notifies through tmux if that allows passthrough', async () => {
    const tmux = await startTmux({ environment: { HOME: folder.path } });
    const client = startInPty('tmux', ['-S', tmux.socket, 'attach', '-t', 'spec']);
    try {
      await tmux.tmux('set-option', '-g', 'allow-passthrough', 'on');
      await tmux.command(`${process.execPath} ${brief} ${program} ${path} --notify`);
      await client.waitForText('1 failed', { within: 15_000 });
      await fail(2);
      await client.waitForBytes('\x1b]9;Jobs View: 1 job failed: beta\x07');
      expect(client.screen.text()).not.toContain('Jobs View');
    } finally {
      await client.close();
      await tmux.close();
    }
  });
});
