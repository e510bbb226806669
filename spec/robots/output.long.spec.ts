import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { withOperatorInTmux } from './operator.js';

const { describe, it } = needs('tmux');

describe('the output of a job, in tmux', () => {
  const { press, sees, shows, worker, folder, tmux } = withOperatorInTmux();

  it('s saves the exact path where the clipboard cannot hold it', async () => {
    const path = '/out/\x1b[201~\ntouch it';
    await worker.run('UPDATE cf_processing_queue SET output_path = ? WHERE id = 5', [path]);
    await sees('touch it');
    await press('G', 'Y');
    await sees('It holds characters that cannot be shown here: s saves it exactly.');
    await press('s');
    await sees('Saved the output path to ~/job-5-output-path-');
    const saved = readdirSync(folder.path).filter((name) => name.startsWith('job-5'));
    expect(saved.map((name) => readFileSync(folder.file(name), 'utf8'))).toEqual([path]);
  });

  it('y copies the error of a job that has no output, and names what it copied', async () => {
    await press('y');
    await sees('Sent the error to tmux');
    expect(await tmux.tmux('show-buffer')).toBe('no such column');
  });

  it('Y shows the path alone on a line, with the commands that lead to it', async () => {
    await press('G', 'Y');
    await sees(
      'scp ',
      /^\/out\/orders\.parquet$/m,
      /^scp -r \S+:\/out\/orders\.parquet \.$/m,
      /^cd \/out\/$/m,
    );
    await press('Escape');
    await sees('▸ ✓ PARSE    epsilon');
  });

  it('o opens a window of tmux in its folder, and the dashboard is behind that', async () => {
    mkdirSync(folder.file('out put'));
    await worker.run('UPDATE cf_processing_queue SET output_path = ? WHERE id = 5', [folder.file('out put')]);
    await sees('out put');
    await press('G', 'o');
    await eventually(
      async () => (await tmux.tmux('list-panes', '-a', '-F', '#{pane_current_path}')).includes('out put'),
      () => 'a window in the folder',
    );
    await tmux.tmux('kill-window');
    await sees('▸ ✓ PARSE    epsilon');
  });

  it('a copied path that holds line breaks and control characters runs nothing when pasted', async () => {
    const path = '/out/\x1b[201~\ntouch pasted\r\x85touch too\u2028\u202egpj';
    await worker.run('UPDATE cf_processing_queue SET output_path = ? WHERE id = 5', [path]);
    await sees('gpj');
    await press('G', 'y');
    await sees('Sent the output path to tmux without 1 control character, 4 line breaks, 1 direction mark');
    await press('q');
    await sees('ended 0');
    await tmux.tmux('paste-buffer', '-p', '-t', 'spec');
    await tmux.waitForText('/out/ touch pasted  touch too gpj');
    await press('C-c');
    await tmux.command('echo "there: $(ls)"');
    await shows((screen) => {
      expect(screen).toMatch(/^there: /m);
      expect(screen).not.toMatch(/pasted$|^too$/m);
    });
    expect(readdirSync(folder.path)).toEqual(expect.not.arrayContaining(['pasted', 'too']));
  });

  it('a copied command leads into a folder of any name, and runs nothing else', async () => {
    const name = "it's $(touch made) `touch made`; touch made #!!\\ \x1b[201~\ntouch made\t-";
    mkdirSync(folder.file(name));
    const path = `${folder.file(name)}/`;
    await worker.run('UPDATE cf_processing_queue SET output_path = ? WHERE id = 5', [path]);
    await sees('touch made');
    await press('G', 'Y');
    await tmux.resize(240, 30);
    const whole = /^cd "\$\(printf '.*'\)"$/m;
    const command = whole.exec(await shows((screen) => expect(screen).toMatch(whole)))?.[0] ?? '';
    await press('Escape', 'q');
    await sees('ended 0');
    await tmux.tmux('set-buffer', '--', command);
    await tmux.tmux('paste-buffer', '-p', '-t', 'spec');
    await press('Enter');
    await tmux.command(`pwd >'${folder.file('pwd')}'; echo "went there: $?"`);
    await sees('went there: 0');
    expect(readFileSync(folder.file('pwd'), 'utf8')).toBe(`${folder.file(name)}\n`);
    expect(readdirSync(folder.path)).not.toContain('made');
    expect(readdirSync(folder.file(name))).toEqual([]);
  });
});

describe('a terminal without a multiplexer', () => {
  const { press, sees, seesNo, worker, folder, tmux } = withOperatorInTmux({
    options: '',
    environment: { SHELL: '/bin/sh' },
    without: ['TMUX', 'TMUX_PANE'],
  });

  it('o opens a shell in the folder, and the dashboard comes back when that ends', async () => {
    mkdirSync(folder.file('results'));
    await worker.run('UPDATE cf_processing_queue SET output_path = ? WHERE id = 5', [folder.file('results')]);
    await sees('results');
    await press('G', 'o');
    await seesNo('JOBS');
    await tmux.command('echo "here: $PWD"');
    await sees(`here: ${folder.file('results')}`);
    await tmux.command('exit');
    await sees('Back from the shell in', '▸ ✓ PARSE    epsilon');
  });
});
