import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../../bin/command-line.js';

/** What the command line is read as, with what was said on stderr. */
function parsed(...args: string[]) {
  let said = '';
  const invocation = parseCommandLine(args, '1.2.3', {
    out: () => {},
    error: (text) => {
      said += text;
    },
  });
  return { invocation, said };
}

const everything = { statuses: null, types: null, name: null, text: null, cause: null, worker: null };

describe('parseCommandLine', () => {
  it('takes a filter for the dashboard, printing and waiting, in any position', () => {
    const choice = {
      statuses: ['failed', 'running'],
      types: ['scan'],
      name: 'fix',
      text: 'disk',
      cause: 'full',
      worker: 'vm:7',
      ids: ['7', '12'],
    };
    const words = [
      '--status',
      'failed,running',
      '--type=scan',
      '--name',
      'fix',
      '--text=disk',
      '--cause=full',
      '--worker=vm:7',
      '--id= 7,12,,7',
    ];
    expect(parsed('path', ...words).invocation).toMatchObject({ kind: 'dashboard', path: 'path', choice });
    expect(parsed(...words, '--json', 'path').invocation).toMatchObject({ kind: 'print', choice });
    expect(parsed('follow', ...words).invocation).toMatchObject({ kind: 'follow', choice });
    expect(parsed('--id', ' ,').said).toContain('It must be ids of jobs, with commas between them.');
    expect(parsed('wait', ...words, 'path', '--timeout', '1m').invocation).toEqual({
      kind: 'wait',
      path: 'path',
      others: [],
      choice,
      since: null,
      timeout: 60_000,
      view: null,
      config: null,
    });
  });

  it('takes an order for the dashboard and for printing', () => {
    const sort = { by: 'duration', reversed: true, failedFirst: false };
    expect(parsed('--sort', 'Duration:reverse:mixed').invocation).toMatchObject({ kind: 'dashboard', sort });
    expect(parsed('--once', '--sort=duration:mixed:reverse').invocation).toMatchObject({
      kind: 'print',
      sort,
    });
    expect(parsed('--json').invocation).toMatchObject({ sort: null });
  });

  it('takes the other commands', () => {
    expect(parsed('wait').invocation).toEqual({
      kind: 'wait',
      path: null,
      others: [],
      choice: everything,
      since: null,
      timeout: null,
      view: null,
      config: null,
    });
    expect(parsed('wait', '--new').invocation).toMatchObject({ since: 'new' });
    expect(parsed('wait', '--since', '2h').invocation).toMatchObject({
      since: { kind: 'ago', ms: 7_200_000 },
    });
    expect(parsed('doctor', '--json').invocation).toEqual({
      kind: 'doctor',
      path: null,
      format: 'json',
      config: null,
    });
    expect(parsed('workers', '--json').invocation).toMatchObject({
      kind: 'workers',
      path: null,
      format: 'json',
      periodMs: 3_600_000,
    });
    expect(parsed('parsers', 'path').invocation).toMatchObject({ format: 'text', periodMs: 86_400_000 });
    expect(parsed('parsers', '--period', '90d').invocation).toMatchObject({ periodMs: 7_776_000_000 });
    expect(parsed('workers', '--period=ALL').invocation).toMatchObject({ periodMs: null });
    expect(parsed('retry', 'path', '5', '6', '--yes').invocation).toEqual({
      kind: 'retry',
      path: 'path',
      others: [],
      ids: ['5', '6'],
      choice: everything,
      consent: 'given',
      format: 'text',
      config: null,
    });
    expect(parsed('retry', 'a.db', 'b.db', '5', 'b:6').invocation).toMatchObject({
      ...{ path: 'a.db', others: ['b.db'], ids: ['5', 'b:6'] },
    });
    expect(parsed('stop', '5').invocation).toMatchObject({ path: null, others: [], ids: ['5'] });
    for (const command of ['causes', 'workers', 'parsers', 'metrics', 'wait'])
      expect(parsed(command, 'a.db', 'b.db').invocation).toMatchObject({ path: 'a.db', others: ['b.db'] });
    expect(parsed('log', '17', 'a.db', 'b.db').invocation).toMatchObject({ path: 'a.db', others: ['b.db'] });
    expect(parsed('cancel', '--status', 'gone', '--json').invocation).toMatchObject({
      path: null,
      ids: [],
      choice: { ...everything, statuses: ['gone'] },
      consent: 'ask',
      format: 'json',
    });
    expect(parsed('stop', '--type=backtest', '--dry-run').invocation).toMatchObject({ consent: 'dry-run' });
    expect(parsed('log', '17', '-f').invocation).toMatchObject({
      ...{ kind: 'log', jobId: '17', path: null, follows: true, logFolder: null },
    });
    expect(parsed('log', '17', 'path', '--log-dir', 'logs').invocation).toMatchObject({
      ...{ path: 'path', follows: false, logFolder: 'logs' },
    });
    expect(parsed('metrics', 'path', '--out', 'a.prom').invocation).toEqual({
      ...{ kind: 'metrics', path: 'path', others: [], out: 'a.prom', config: null },
    });
    expect(parsed('follow').invocation).toMatchObject({
      ...{ kind: 'follow', path: null, format: 'text', since: null, choice: everything, config: null },
    });
    const cursor = parsed('follow', 'path', '--json', '--since', 'mwxrcfvo-37285a4e.18', '--status=failed');
    expect(cursor.invocation).toMatchObject({
      ...{ path: 'path', format: 'json', choice: { ...everything, statuses: ['failed'] } },
      since: { kind: 'cursor', cursors: [{ run: 'mwxrcfvo-37285a4e', position: 18 }] },
    });
    expect(parsed('follow', '--since', '2h').invocation).toMatchObject({ since: { kind: 'ago' } });
    expect(parsed('follow', '--since', '').invocation).toEqual({ kind: 'done', exitCode: 2 });
    expect(parsed('wait', '--since', 'mwxrcfvo-37285a4e.18').invocation).toEqual({
      kind: 'done',
      exitCode: 2,
    });
    expect(parsed('completion', 'fish').invocation).toEqual({ kind: 'completion', shell: 'fish' });
    expect(parsed('man').invocation).toEqual({ kind: 'man' });
  });

  it('leaves open what no flag sets', () => {
    expect(parsed().invocation).toMatchObject({
      looks: { ascii: undefined, unicode: undefined, color: undefined },
      logFile: null,
      config: null,
    });
    expect(parsed('--color', 'never', '--log-file', 'log', '--config', 'c').invocation).toMatchObject({
      looks: { color: 'never' },
      logFile: 'log',
      config: 'c',
    });
  });

  it.each([
    [['--ascii', '--unicode'], /^jobs-view: --ascii and --unicode cannot be combined\n/],
    [['--color', 'sometimes'], /Allowed: auto, always, never\.\n\(see jobs-view --help\)\n$/],
    [['parsers', '--color', 'sometimes'], /Allowed: auto, always, never\./],
    [['--once', '--log-file', 'log'], /--log-file is only for the dashboard/],
    [['--no-bell', 'wait', 'path'], /--no-bell must come after 'wait'/],
    [
      ['--status', 'broken'],
      /Allowed: failed, gone, silent, running, done, complete, queued, cancelled, other\./,
    ],
    [
      ['--sort', '-size'],
      /Allowed: start, end, duration, size or name, which :reverse and :mixed may follow\./,
    ],
    [['wait', '--sort', 'size'], /^jobs-view: unknown option/],
    [['--type', 'scan,'], /Allowed: scan, parse, export, backtest, other\./],
    [['wait', '--timeout', '10'], /a duration such as 90s[\s\S]*\n\(see jobs-view wait --help\)\n$/],
    [['workers', '--period', '0s'], /a duration such as 5m, 24h or 7d, or all\./],
    [['wait', '--period', '1h'], /^jobs-view: unknown option/],
    [['wait', '--since', '10:38'], /It must be a duration such as 2h, or a time such as/],
    [['wait', '--since', '2h', '--new'], /--since and --new cannot be combined/],
    [['--once', '--limit', '-1'], /It must be a whole number, 0 or more\./],
    [['completion', 'tcsh'], /bash, zsh, fish/],
    [['completion'], /^jobs-view: missing required argument/],
    [['wait', '--limit', '3'], /^jobs-view: unknown option/],
    [['--limit', '3'], /--limit needs --once or --json/],
    [['--fail-on-failed'], /needs --once or --json/],
    [['--status', 'failed', 'wait', 'path'], /--status must come after 'wait'/],
    [
      ['wait', '--status', 'running,gone'],
      /Allowed: failed, running, done, complete, queued, cancelled, other; gone and silent jobs count as running\./,
    ],
    [['doctor', 'one', 'two'], /too many arguments/],
    [['log'], /^jobs-view: missing required argument/],
  ])('refuses %j', (args, words) => {
    const { invocation, said } = parsed(...args);
    expect(invocation).toEqual({ kind: 'done', exitCode: 2 });
    expect(said).toMatch(words);
  });

  it('takes flags of old scripts that are defaults now', () => {
    expect(parsed('wait', '--fail-on-failed').invocation).toMatchObject({ kind: 'wait' });
  });

  it('prints no control character of an argument', () => {
    expect(parsed('--status', '\u001b]0;title\u0007\u009b2J').said).toMatch(/^[\n -~]*$/);
  });
});
