/** Copies its argument, or if that is a number that many letters, and prints the report. A busy machine has its time. */

import process from 'node:process';
import { copySentence, copyText } from '../../../lib/terminal/clipboard/clipboard.js';
import { runProcess } from '../../../lib/terminal/programs/processes.js';

const [argument = ''] = process.argv.slice(2);
const report = await copyText(/^\d+$/.test(argument) ? 'x'.repeat(Number(argument)) : argument, {
  environment: process.env,
  platform: process.platform,
  write: (bytes) => process.stdout.write(bytes),
  run: (request) => runProcess({ ...request, within: 20_000 }),
});
process.stdout.write(`\nsent ${copySentence(report)}.\n`);
