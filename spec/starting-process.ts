/** Opens files until no more can be, then starts each kind of process, and prints what became of them, as JSON. */
import { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { standIn } from '../bin/first-process.js';
import { runAction } from '../lib/actions/run-action.js';
import { startDemo } from '../lib/demo/start-demo.js';
import { startFar } from '../lib/hosts/link/far-command.js';
import { HostConnection } from '../lib/hosts/link/host-connection.js';
import { type LinkTrouble, problemOfLink } from '../lib/hosts/link/link-trouble.js';
import { runProcess, startDetached } from '../lib/terminal/programs/processes.js';
import { type Lender, runInTerminal } from '../lib/terminal/programs/run-in-terminal.js';

const environment = process.env;

const trouble = () =>
  new Promise<LinkTrouble>((onEnd) => {
    new HostConnection({
      ...{ process: startFar(() => ['true'], environment), version: '1', path: null, logFolder: null },
      ...{ after: () => () => {}, steady: () => 0, onUp: () => {}, onNews: () => {}, onEnd },
    });
  });

const lease = { recalled: new AbortController().signal, stop: () => {} };
const lender: Lender = { lend: (run) => run(lease) };

async function main(): Promise<void> {
  const held: number[] = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    // That was the last.
  }
  // What is closed at once sends signals before it has heard of the failure. Node's own way sends them to whatever
  // process was in its memory.
  let signals = 0;
  ChildProcess.prototype.kill = () => ++signals > 0;
  const unheard = startFar(() => ['true'], environment);
  unheard.on('error', () => {});
  unheard.kill('SIGTERM');
  const action = await runAction({ action: 'probe', path: '/none' });
  const host = problemOfLink(await trouble(), 'ssh://there', '1');
  const demo = await startDemo({ temporaryFolder: tmpdir(), home: '/', seed: 1 });
  const ended = {
    action: 'problem' in action ? [action.problem.sentence] : [],
    host: [host.sentence, host.advice],
    demo: demo.kind === 'problem' ? [demo.problem.sentence] : [],
    program: [(await runProcess({ program: 'true', args: [], environment, within: 1000 })).kind],
    terminal: Object.values(await runInTerminal(lender, 'true', [], { environment })).slice(1),
    detached: [String(await startDetached('true', [], environment))],
    first: await standIn(['--version']),
    signals,
  };
  for (const descriptor of held) closeSync(descriptor);
  process.stdout.write(JSON.stringify(ended));
}

void main();
