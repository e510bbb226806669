import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { parseCommandLine } from '../../bin/command-line.js';
import { commandNames } from '../../lib/cli/command-table.js';
import { type OptionEntry, optionTable, ownOptions } from '../../lib/cli/option-table.js';

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

/** What is printed on stdout for a command line. */
function printed(...args: string[]): string {
  const texts: string[] = [];
  parseCommandLine(args, '1.2.3', { out: (text) => texts.push(text), error: () => {} });
  return texts.join('');
}

const everything = { statuses: null, types: null, name: null, text: null, cause: null, worker: null };

describe('parseCommandLine', () => {
  it.each(commandNames.filter((name) => name !== 'dashboard'))(
    'prints the same help with an option and for a command: %s',
    (name) => {
      const [asOption, asCommand] = [printed(name, '--help'), printed('help', name)];
      expect(asOption).toContain(`Usage: jobs-view ${name}`);
      expect(asCommand).toBe(asOption);
    },
  );

  it('describes no command but the one that runs', () => {
    const described = jest.spyOn(Command.prototype, 'addOption');
    const countOf = (...args: string[]) => {
      described.mockClear();
      parsed(...args);
      return described.mock.calls.length;
    };
    const dashboard = countOf('--once');
    expect(countOf('man')).toBeLessThan(dashboard + 10);
    expect(countOf('--help')).toBeGreaterThan(2 * dashboard);
    described.mockRestore();
  });

  it('takes a filter for the dashboard, printing and waiting, in any position', () => {
    const choice = {
      ...{ statuses: ['failed', 'running'], types: ['scan'], name: 'fix', text: 'disk' },
      ...{ cause: 'full', worker: 'vm:7', ids: ['7', '12'] },
    };
    const flags = '--status failed,running --type=scan --name fix --text=disk --cause=full --worker=vm:7';
    const words = [...flags.split(' '), '--id= 7,12,,7'];
    expect(parsed('path', ...words).invocation).toMatchObject({ kind: 'dashboard', path: 'path', choice });
    expect(parsed(...words, '--json', 'path').invocation).toMatchObject({ kind: 'print', choice });
    expect(parsed('follow', ...words).invocation).toMatchObject({ kind: 'follow', choice });
    expect(parsed('--id', ' ,').said).toContain('It must be ids of jobs, with commas between them.');
    expect(parsed('wait', ...words, 'path', '--timeout', '1m').invocation).toEqual({
      ...{
        ...{ kind: 'wait', path: 'path', others: [], choice, since: null, timeout: 60_000, view: null },
        config: null,
        stalled: false,
      },
    });
  });

  const done = { kind: 'done', exitCode: 2 };
  const sort = { by: 'duration', reversed: true, failedFirst: false };

  it.each<readonly [string, object]>([
    ['--sort Duration:reverse:mixed', { kind: 'dashboard', sort }],
    ['--once --sort=duration:mixed:reverse', { kind: 'print', sort }],
    ['--json', { sort: null }],
    [
      'wait',
      { kind: 'wait', path: null, others: [], choice: everything, since: null, timeout: null, view: null },
    ],
    ['wait --new --timeout 1', { since: 'new', timeout: 1000 }],
    ['wait --since 2h', { since: { kind: 'ago', ms: 7_200_000 } }],
    ['wait --since 16:40', { since: { kind: 'clock', text: '16:40' } }],
    ['wait --since mwxrcfvo-37285a4e.18', done],
    ['wait --fail-on-failed', { kind: 'wait' }],
    ['doctor --json', { kind: 'doctor', path: null, format: 'json', timeout: null, config: null }],
    ['doctor --timeout 1m a b', { kind: 'doctor', path: 'a', others: ['b'], timeout: 60_000 }],
    ['workers --json', { kind: 'workers', path: null, format: 'json', periodMs: 3_600_000 }],
    ['parsers path', { format: 'text', periodMs: 86_400_000 }],
    ['parsers --period 90d', { periodMs: 7_776_000_000 }],
    ['workers --period=ALL', { periodMs: null }],
    ['workers --period 90', { periodMs: 90_000 }],
    ['retry path 5 6 --yes', { kind: 'retry', path: 'path', others: [], ids: ['5', '6'], consent: 'given' }],
    ['retry a.db b.db 5 b:6', { path: 'a.db', others: ['b.db'], ids: ['5', 'b:6'], choice: everything }],
    ...['causes', 'workers', 'parsers', 'metrics', 'wait', 'log 17'].map(
      (words) => [`${words} a.db b.db`, { path: 'a.db', others: ['b.db'] }] as const,
    ),
    ['stop 5', { path: null, others: [], ids: ['5'], format: 'text', config: null }],
    [
      'cancel --status gone',
      { path: null, ids: [], choice: { ...everything, statuses: ['gone'] }, consent: 'ask' },
    ],
    ['cancel --status gone --json', { format: 'json' }],
    ['stop --type=backtest --dry-run', { consent: 'dry-run' }],
    ['log 17 -f', { kind: 'log', jobId: '17', path: null, follows: true, lines: 10, logFolder: null }],
    ['log 17 -n 100 --follow', { follows: true, lines: 100 }],
    ['log 17 -f --lines ALL', { follows: true, lines: null }],
    ['log 17 path --log-dir logs', { path: 'path', follows: false, lines: null, logFolder: 'logs' }],
    ['metrics path --out a.prom', { kind: 'metrics', path: 'path', others: [], out: 'a.prom', config: null }],
    ['follow', { kind: 'follow', path: null, format: 'text', since: null, choice: everything, config: null }],
    [
      'follow path --json --status=failed',
      { format: 'json', choice: { ...everything, statuses: ['failed'] } },
    ],
    [
      'follow --since mwxrcfvo-37285a4e.18',
      { since: { cursors: [{ run: 'mwxrcfvo-37285a4e', position: 18 }] } },
    ],
    ['follow --since 2h', { since: { kind: 'ago' } }],
    ['follow --since=', done],
    ['completion fish', { kind: 'completion', shell: 'fish' }],
    ['man', { kind: 'man' }],
    ['version', { kind: 'version' }],
    ['', { looks: { ascii: undefined, unicode: undefined, color: undefined }, logFile: null, config: null }],
    ['--color never --log-file log --config c', { looks: { color: 'never' }, logFile: 'log', config: 'c' }],
  ])('reads %j as %j', (line, invocation) => {
    expect(parsed(...line.split(' ').filter(Boolean)).invocation).toMatchObject(invocation);
  });

  it.each([
    [['--ascii', '--unicode'], /^jobs-view: --ascii and --unicode cannot be combined\n/],
    [['--color', 'sometimes'], /Allowed: auto, always, never\.\n\(see jobs-view --help\)\n$/],
    [['parsers', '--color', 'sometimes'], /Allowed: auto, always, never\./],
    [['--once', '--log-file', 'log'], /--log-file is only for the dashboard/],
    [
      ['--status', 'broken'],
      /Allowed: failed, gone, silent, stalled, running, done, complete, queued, cancelled, other\./,
    ],
    [
      ['--sort', '-size'],
      /Allowed: time, end, duration, size, name, start, retries, priority, files, failed, source, worker, or args with a path in JSON, as in args.user, which :reverse and :mixed may follow\./,
    ],
    [['wait', '--sorted', 'size'], /^jobs-view: unknown option '--sorted'\n/],
    [['--type', 'scan,'], /Allowed: scan, parse, export, backtest, other\./],
    [['wait', '--timeout', 'x'], /a duration such as 90s[\s\S]*\n\(see jobs-view wait --help\)\n$/],
    [['workers', '--period', '0s'], /a duration such as 5m, 24h or 7d, or all\./],
    [['--period=1h', 'workers'], /^jobs-view: --period must come after 'workers'\n/],
    [['wait', '--since', '10:3'], /It must be a duration such as 2h, or a time such as/],
    [['wait', '--since', '2h', '--new'], /--since and --new cannot be combined/],
    [['--once', '--limit', '-1'], /It must be a whole number, 0 or more\./],
    [['completion', 'tcsh'], /bash, zsh, fish/],
    [['completion'], /^jobs-view: missing required argument 'shell': bash, zsh or fish\n/],
    [['help', 'doctro'], /Did you mean doctor\?/],
    [
      ['retry', '7', '--read-only'],
      /; --dry-run shows what retry would do\n\(see jobs-view retry --help\)\n$/,
    ],
    [['--limit', '3'], /--limit needs --once or --json/],
    [['retry', '--where', 'worker:'], /There is no value behind worker:/],
    [['retry', '--where', ' '], /It is empty\./],
    ...['name', 'text', 'cause', 'worker'].map((part): [string[], RegExp] => [
      ['cancel', `--${part}`, ' '],
      new RegExp(`--${part} is empty`),
    ]),
    [['retry', '--worker', '='], /--worker is empty/],
    [
      ['--where', 'foo:bar'],
      /In it: there is no key "foo:"; to find the text, quote it: "foo:bar"\. The keys are name: id: .* took>/,
    ],
    [['--took', '1h'], /It must be such as '>1h' or '<90s'\./],
    [['follow', '--where', 'status:gone'], /gone and silent jobs count as running here/],
    [['--fail-on-failed'], /needs --once or --json/],
    [['--status', 'failed', 'wait', 'path'], /--status must come after 'wait'/],
    [
      ['wait', '--status', 'running,gone'],
      /Allowed: failed, running, done, complete, queued, cancelled, other; gone and silent jobs count as running\./,
    ],
    [['serve', 'one', 'two'], /too many arguments/],
    [['serve'], /which start it with --stdio/],
    [['log'], /^jobs-view: missing required argument/],
    [['log', 'odd.db'], /^jobs-view: odd\.db is no job id: jobs-view log ID \[DATABASE\]\n/],
    [['log', 'ssh://host/q'], /is no job id/],
    [
      ['retry', 'abc'],
      /^jobs-view: which jobs of abc\? Give their ids, or a filter such as --status failed\n/,
    ],
  ])('refuses %j', (args, words) => {
    const { invocation, said } = parsed(...args);
    expect(invocation).toEqual({ kind: 'done', exitCode: 2 });
    expect(said).toMatch(words);
  });

  it('takes --plain for ASCII, and --where and --since for one filter', () => {
    expect(parsed('follow', '--plain').invocation).toMatchObject({ looks: { ascii: true } });
    const since = { kind: 'ago', ms: 43_200_000 };
    expect(
      parsed('--once', '--where', 'status:failed version:v2', '--since', '12h').invocation,
    ).toMatchObject({ choice: { where: { statuses: ['failed'], version: '2', since } } });
    expect(parsed('wait', '--since', '12h', '--took', '>1h').invocation).toMatchObject({
      ...{ since, choice: { where: { took: { over: 3_600_000, under: null } } } },
    });
  });

  const usual: Readonly<Record<string, string>> = {
    ...{ log: '7', retry: '7', cancel: '7', stop: '7', init: 'q.db', migrate: 'q.db' },
    ...{ completion: 'bash', serve: '--stdio' },
  };
  const values: Readonly<Record<string, string>> = {
    ...{ count: '3', lines: 'all', duration: '1m', period: '1h', ids: '7', cursor: '2h', sort: 'end' },
    ...{ types: 'scan', when: 'never', 'point-in-time': '2h', 'end-point': '2h' },
    ...{ took: '>1h', where: 'status:failed' },
    ...{ 'listed-statuses': 'failed', 'job-statuses': 'failed' },
  };
  const every = [...optionTable, ...ownOptions.filter(({ name }) => name === 'version')];
  const flagsOf = ({ name, kind }: OptionEntry) =>
    kind === 'flag' ? [`--${name}`] : [`--${name}`, values[kind] ?? 'x'];
  const called = (command: string) => (command === 'dashboard' ? [] : [command]);
  /** A command with what it has to be given besides: of jobs an id, or this filter. */
  const given = (command: string, { name }: OptionEntry) =>
    /^(retry|cancel|stop)$/.test(command) &&
    /^(status|type|name|text|cause|worker|since|until|took|where)$/.test(name)
      ? [command]
      : [...called(command), ...(usual[command] === undefined ? [] : [usual[command]])];
  const form = /^jobs-view: --[\w-]+ belongs to (.*?), not to (.*?)(?:; (.*))?\n/;

  it.each(commandNames)('says of each option that %s does not take where it belongs', (command) => {
    for (const option of every) {
      const entries = every.filter(({ name }) => name === option.name);
      if (entries.some(({ commands, hiddenIn = [] }) => [...commands, ...hiddenIn].includes(command)))
        continue;
      const lines = [[...given(command, option), ...flagsOf(option)]];
      // The version is printed whatever follows.
      if (option.name !== 'version') lines.push([...flagsOf(option), ...given(command, option)]);
      for (const args of lines) {
        const [, owners = '', subject, hint = ''] = form.exec(parsed(...args).said) ?? [];
        expect([args, subject]).toEqual([args, command === 'dashboard' ? 'the dashboard' : command]);
        const advised = owners
          .replace(/the dashboard \(.*?\)/, 'dashboard')
          .split(/, | and /)
          .flatMap((place) => {
            const [owner = '', needs = ''] = place.split(' with ');
            const own = entries.find(({ commands }) => commands.some((each) => each === owner)) ?? option;
            return needs
              .split(' or ')
              .map((need) => [...given(owner, own), ...need.split(' '), ...flagsOf(own)]);
          });
        for (const [flag] of hint.matchAll(/--[\w-]+/g)) advised.push([...given(command, option), flag]);
        for (const [, line = ''] of hint.matchAll(/jobs-view (.*)/g)) advised.push(line.split(' '));
        const refused = advised.filter((each) =>
          isDeepStrictEqual(parsed(...each.filter(Boolean)).invocation, done),
        );
        expect([args, refused]).toEqual([args, []]);
      }
    }
  });

  it('prints no control character of an argument', () => {
    expect(parsed('--status', '\u001b]0;title\u0007\u009b2J').said).toMatch(/^[\n -~]*$/);
  });
});
