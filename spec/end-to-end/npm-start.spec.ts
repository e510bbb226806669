import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type ShellPane, startPane } from '../support/pane.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('npm start', () => {
  let folder: TemporaryFolder;
  let pane: ShellPane;

  beforeEach(async () => {
    folder = temporaryFolder();
    // HOME has no database, so that the demo opens. npm may keep its cache there, but need not ask for newer versions
    // of itself; the shell would write its history there when it is ended.
    const environment = {
      ...{ HOME: folder.path, TMPDIR: folder.path, HISTFILE: '', npm_config_update_notifier: 'false' },
    };
    pane = await startPane({ folder: root, environment });
  });

  afterEach(async () => {
    await pane.close();
    folder.remove();
  });

  /** What the terminal's driver does with input: raw or cooked, echoing or not. */
  async function settings(answer: string): Promise<string> {
    await pane.command(`stty -a > ${folder.file(answer)}; echo "${answer} written"`);
    await pane.waitForText(`\n${answer} written`);
    return readFileSync(folder.file(answer), 'utf8');
  }

  /** The processes that the shell has started and that are still there. */
  async function children(): Promise<string> {
    const shell = await pane.shellPid();
    return readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
  }

  it.each([
    ['q', 'q'],
    ['Ctrl-C', 'C-c'],
  ])(
    'shows the demo, and %s ends both with the terminal restored',
    async (_, key) => {
      const before = await settings('before');
      await pane.command('npm start; echo "ended $?"');
      await pane.waitForText('First failure: venue_nyse_20240115.log', { within: 30_000 });
      expect(await children()).not.toBe('');

      await pane.sendKeys(key);
      await pane.waitForText('ended 0\nready$');
      await eventually(
        async () => (await children()) === '',
        async () => `npm is gone, but there is ${await children()}`,
      );
      const plain = { alternateScreen: false, cursorShown: true, mouse: 'none', lineWrap: true };
      expect(pane.state()).toMatchObject(plain);
      expect(await pane.capture()).not.toContain('JOBS');
      expect(await settings('after')).toBe(before);
    },
    60_000,
  );
});
