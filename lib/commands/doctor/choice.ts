import { type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isHostAddress } from '../../hosts/address.js';
import type { HostReaders } from '../../hosts/host-readers.js';
import { bad, type Finding, good, note } from '../../model/problem.js';
import type { Settings } from '../../settings/resolve.js';
import { lastWrittenAt } from '../../snapshot/files/database-paths.js';
import { bytesText } from '../../view/format/numbers.js';
import { ageText } from '../../view/format/times.js';
import type { DefaultDatabase } from '../default-database.js';
import { oneShot } from '../write-out.js';
import { clean } from './finding.js';

/** Which database is shown, and where its path comes from. */
export interface Choice {
  /** `settings`: several are named in the environment or the configuration. */
  readonly databaseFrom: Settings['databaseFrom'] | 'settings';
  readonly usual: DefaultDatabase;
}

/** The product's queue was once kept in DuckDB, under this name. */
const duckdbName = 'casparian_flow.duckdb';

const sayers: Readonly<Record<NonNullable<Choice['databaseFrom']>, string>> = {
  flag: 'given on the command line',
  environment: 'named by JOBS_VIEW_DATABASE',
  file: 'named in the configuration file',
  settings: 'named in the settings',
};

/** Why this database is used; and if nobody named it, what other databases the product's folder holds. */
export function choiceFindings({ databaseFrom, usual }: Choice, now: number): Finding[] {
  const topic = 'choice';
  if (databaseFrom !== null) return [good(topic, sayers[databaseFrom])];
  const { isThere, isNamed, path, names } = usual;
  const folder = clean(usual.folder) + (isNamed ? ', the folder that CASPARIAN_HOME names' : '');
  const [first, second] = names;
  const finding: Finding = isThere
    ? good(topic, `no path was given, and ${basename(path)} is there in ${folder}`)
    : note(topic, `no path was given, and neither ${first} nor ${second} is in ${folder}`);
  return [finding, ...besideFindings(usual, now)];
}

function besideFindings({ names, folder, path, isThere }: DefaultDatabase, now: number): Finding[] {
  const chosen = isThere ? lastChange(path) : null;
  const others = [...names, duckdbName].map((name) => join(folder, name));
  return others
    .filter((other) => other !== path)
    .flatMap((other): Finding[] => {
      const changed = lastChange(other);
      if (changed === null) return [];
      const isNewer = chosen !== null && changed.at > chosen.at;
      const facts = `${basename(other)}: ${bytesText(changed.bytes)}, changed ${ageText(changed.at, now)}`;
      const text = [
        facts,
        ...(basename(other) === duckdbName ? ['a DuckDB database, which cannot be shown'] : []),
        ...(isNewer ? [`later than ${basename(path)}`] : []),
      ].join(', ');
      return [(isNewer ? note : good)('also there', text)];
    });
}

/**
 * Size in bytes, and time of the last change in ms, both including the write-ahead log; null where the file
 * doesn't exist.
 */
function lastChange(path: string): { readonly bytes: number; readonly at: number } | null {
  const file = statusOf(path);
  const at = lastWrittenAt(path);
  return file === undefined || at === null ? null : { bytes: file.size, at };
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Nothing can be said of a file that this user may not look at; the finding on the chosen database says what
    // is wrong.
    return undefined;
  }
}

/** What its program can do for others, in words. */
const words: Readonly<Record<string, string>> = {
  read: 'shows its jobs',
  logs: 'sends logs',
  act: 'does what is asked for',
};

/** This many characters of what was printed there are shown. */
const mostWords = 500;

/** What ssh or the far side printed last, on one line; none if it printed nothing. It is shown nowhere else. */
function lastWordsIn(printed: string): readonly Finding[] {
  const lines = printed.split(/[\r\n]+/).map((line) => clean(line).trim());
  const text = lines.filter((line) => line !== '').join(' / ');
  const shown = text.length > mostWords ? `…${text.slice(-mostWords)}` : text;
  return text === '' ? [] : [note('last words', shown)];
}

/** Findings of a sent program, with what else there writes where its Node can't. */
async function withActions(host: HostReaders, findings: readonly Finding[]): Promise<readonly Finding[]> {
  const doubted = findings.find(({ topic, verdict }) => topic === 'actions' && verdict !== 'good');
  if (doubted === undefined || host.peer?.begun !== 'sent') return findings;
  const probe = await host.act({ action: 'probe' });
  if (probe.kind !== 'done') return findings;
  const text = `retry, cancel and stop will work: ${probe.sentence}`;
  return findings.map((each) => (each === doubted ? good('actions', text) : each));
}

/**
 * The findings about a database on another host, or on a PostgreSQL server: whether the host can be reached, what
 * program it has, and what that program's own doctor finds there. `label` names the host. Closes the link.
 */
export async function hostFindings(host: HostReaders, label: string): Promise<readonly Finding[]> {
  try {
    const found = await host.examine();
    const isFar = isHostAddress(label);
    const text = host.path === null ? 'the usual one of the account there' : `${host.path}, as asked for`;
    const asked: Finding = good('path there', clean(text));
    if (found.kind === 'problem') {
      const { sentence, advice } = oneShot(found.problem);
      return [
        bad(
          found.problem.code === 'silent' ? 'database' : 'host',
          `${clean(label)}: ${clean(sentence)} ${clean(advice)}`,
        ),
        ...(isFar ? [...lastWordsIn(host.lastWords), asked] : []),
      ];
    }
    // A server and a disk are examined from here, since there is no program of ours there.
    if (!isFar) return found.findings.map((finding): Finding => ({ ...finding, text: clean(finding.text) }));
    const { version = '', protocol = null, able = [], begun = null } = host.peer ?? {};
    const can = able.map((each) => words[each] ?? each).join(', ');
    const programs = {
      installed: `jobs-view ${clean(version)}, protocol ${protocol}`,
      sent: `Node, which runs this program, ${clean(version)}`,
      through: 'python3, through which this program reads',
    };
    const sentence = `${clean(label)}: ${programs[begun === 'sent' || begun === 'through' ? begun : 'installed']}; ${can}`;
    const isWhole = able.length === Object.keys(words).length;
    return [
      isWhole ? good('host', sentence) : note('host', `${sentence}, and nothing else`),
      asked,
      ...(await withActions(host, found.findings)).map(({ topic, verdict, text: each }): Finding => {
        return { topic: clean(`${topic} there`), verdict, text: clean(each) };
      }),
    ];
  } finally {
    await host.close();
  }
}
