/**
 * A session that opens its argument at each `o`, and shows the report. `q` quits, `j` is shown. A busy machine has its
 * time for what is asked of tmux.
 */

import process from 'node:process';
import { openFolder } from '../../../lib/terminal/programs/open-folder.js';
import { runProcess, startDetached } from '../../../lib/terminal/programs/processes.js';
import { runInTerminal } from '../../../lib/terminal/programs/run-in-terminal.js';
import { TerminalSession } from '../../../lib/terminal/session.js';
import { processPorts } from './process-ports.js';

const [path = '.'] = process.argv.slice(2);
const heard: string[] = [];
let paints = 0;
let said = '';

const session = new TerminalSession(processPorts, {
  key: (name) => {
    heard.push(name);
    if (name === 'q') session.end(0);
    else if (name === 'o') open();
    else paint();
  },
  resize: paint,
  repaint: paint,
});

function open(): void {
  openFolder(path, {
    ...{ environment: process.env, platform: process.platform, folder: process.cwd() },
    run: (request) => runProcess({ ...request, within: 20_000 }),
    startDetached,
    runInTerminal: (...request) => runInTerminal(session, ...request),
  }).then((report) => {
    said =
      report.kind === 'opened' ? `opened: ${report.where}` : `problem: ${report.code} ${report.sentence}`;
    paint();
  });
}

function paint(): void {
  paints += 1;
  session.write(`\x1b[2J\x1b[Hpicture ${paints}, keys: ${heard.join(' ')}.\r\n${said}`);
}

setInterval(() => session.write('\x1b[24;1H.'), 10);
session.enter();
paint();
