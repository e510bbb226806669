/**
 * A program that does nothing but hold the terminal. Keys: `q` quits with 0, `e` throws, `r` rejects, `Ctrl-z`
 * suspends, `x` calls process.exit(5), `s` ends with a `stop` that never settles, `l` lends the terminal to the program
 * that its arguments are, `o` opens the folder that its argument is; other keys are shown, and what became of these two.
 */

import process from 'node:process';
import { openFolder } from '../../../lib/terminal/programs/open-folder.js';
import { runProcess, startDetached } from '../../../lib/terminal/programs/processes.js';
import { runInTerminal } from '../../../lib/terminal/programs/run-in-terminal.js';
import { TerminalSession } from '../../../lib/terminal/session.js';
import { processPorts } from './process-ports.js';

const [argument = 'true', ...args] = process.argv.slice(2);
const heard: string[] = [];
let paints = 0;
let said = '';
let stop: Promise<void> | undefined;

const keys: Readonly<Record<string, () => void>> = {
  q: () => session.end(0),
  e: () => {
    throw new Error('thrown on purpose');
  },
  r: () => void Promise.reject(new Error('rejected on purpose')),
  s: () => {
    stop = new Promise(() => undefined);
    session.end(7);
  },
  x: () => process.exit(5),
  'Ctrl-z': () => session.suspend(),
  l: () => void lend(),
  o: () => void open(),
};

const session = new TerminalSession(processPorts, {
  key: (name) => {
    heard.push(name);
    const action = keys[name];
    if (action) action();
    else paint();
  },
  resize: () => paint(),
  repaint: () => paint(),
  stop: () => stop,
});

async function lend(): Promise<void> {
  said = JSON.stringify(await runInTerminal(session, argument, args, { environment: process.env }));
  paint();
}

async function open(): Promise<void> {
  const report = await openFolder(argument, {
    ...{ environment: process.env, platform: process.platform, folder: process.cwd(), startDetached },
    // A busy machine has its time for what is asked of tmux.
    run: (request) => runProcess({ ...request, within: 20_000 }),
    runInTerminal: (...request) => runInTerminal(session, ...request),
  });
  said = report.kind === 'opened' ? `opened: ${report.where}` : `problem: ${report.code} ${report.sentence}`;
  paint();
}

function paint(): void {
  const { columns, rows } = session.size;
  paints += 1;
  session.write(`\x1b[2J\x1b[Hpicture ${paints} of ${columns}x${rows}, keys: ${heard.join(' ')}.\r\n${said}`);
}

// Something to write all the time, as the dashboard has: none of it may reach a borrower's screen.
setInterval(() => session.write('\x1b[24;1H.'), 10);
session.enter();
session.write('\x1b]2;session\x07\x1b]9;4;1;50\x07');
paint();
