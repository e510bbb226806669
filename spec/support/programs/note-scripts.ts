/**
 * Loaded before a program, and before each of its threads: writes the address of every script that Node compiles there
 * to the file that NOTED_SCRIPTS names, one per line, immediately.
 */
import { appendFileSync } from 'node:fs';
import { type Debugger, Session } from 'node:inspector';

const file = process.env.NOTED_SCRIPTS ?? '';
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }: { params: Debugger.ScriptParsedEventDataType }) => {
  if (params.url.startsWith('file:')) appendFileSync(file, `${params.url}\n`);
});
session.post('Debugger.enable');
