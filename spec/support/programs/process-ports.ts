import process from 'node:process';
import { isatty } from 'node:tty';
import { after } from '../../../lib/clock.js';
import { writeNow } from '../../../lib/terminal/outlet.js';
import { isInBackground } from '../../../lib/terminal/programs/processes.js';
import type { SessionPorts } from '../../../lib/terminal/streams.js';

/** The ports of a session that has this process and its terminal to itself. Errors go to standard error. */
export const processPorts: SessionPorts = {
  ...{ input: process.stdin, output: process.stdout, host: process, after, title: true, isTerminal: isatty },
  ...{ isInBackground, writeNow, mouse: true, noProgress: '\x1b]9;4;0\x07' },
  report: (error) => writeNow(2, `stopped: ${error instanceof Error ? error.message : error}\n`),
};
