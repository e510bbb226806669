/**
 * A program that does nothing but hold the terminal. Keys: `q` quits with 0, `e` throws, `r` rejects, `Ctrl-z`
 * suspends, `x` calls process.exit(5), `s` ends with a `stop` that never settles; other keys are shown.
 */

import process from 'node:process';
import { TerminalSession } from '../../../lib/terminal/session.js';
import { processPorts } from './process-ports.js';

const heard: string[] = [];
let paints = 0;
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

function paint(): void {
  const { columns, rows } = session.size;
  paints += 1;
  session.write(`\x1b[2J\x1b[Hpicture ${paints} of ${columns}x${rows}, keys: ${heard.join(' ')}.`);
}

// Something to do all the time, as the dashboard has: the process doesn't end by itself.
setInterval(() => session.write('\x1b[24;1H.'), 10);
session.enter();
session.write('\x1b]2;session\x07\x1b]9;4;1;50\x07');
paint();
