/**
 * A session that lends its terminal. Arguments: a program and its arguments, which is lent the terminal at each
 * `l`. `q` quits with 0, `Ctrl-z` suspends; other keys are shown, and so is how the program ended.
 */

import process from 'node:process';
import { runInTerminal } from '../../../lib/terminal/programs/run-in-terminal.js';
import { TerminalSession } from '../../../lib/terminal/session.js';
import { processPorts } from './process-ports.js';

const [program = 'true', ...args] = process.argv.slice(2);
const heard: string[] = [];
let paints = 0;
let said = '';

const session = new TerminalSession(processPorts, {
  key: (name) => {
    heard.push(name);
    if (name === 'q') session.end(0);
    else if (name === 'Ctrl-z') session.suspend();
    else if (name === 'l') lend();
    else paint();
  },
  resize: paint,
  repaint: paint,
});

function lend(): void {
  runInTerminal(session, program, args, { environment: process.env }).then((ended) => {
    said = JSON.stringify(ended);
    paint();
  });
}

function paint(): void {
  const { columns, rows } = session.size;
  paints += 1;
  session.write(`\x1b[2J\x1b[Hpicture ${paints} of ${columns}x${rows}, keys: ${heard.join(' ')}.\r\n${said}`);
}

// Something to write all the time, as the dashboard has: none of it may reach a borrower's screen.
setInterval(() => session.write('\x1b[24;1H.'), 10);
session.enter();
paint();
