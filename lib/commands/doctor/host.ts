import type { HostReaders } from '../../hosts/host-readers.js';
import { protocol } from '../../hosts/wire/messages.js';
import type { Finding } from '../../model/problem.js';
import { isPostgresAddress } from '../../postgres/address.js';
import { oneShot } from '../one-shot.js';
import { clean } from './clean.js';

/** What its program can do for others, in words. */
const words: Readonly<Record<string, string>> = {
  read: 'shows its jobs',
  logs: 'sends logs',
  act: 'does what is asked for',
};

/**
 * The findings about a database on another host, or on a PostgreSQL server: whether the host can be reached, what
 * program it has, and what that program's own doctor finds there. `label` names the host. Closes the link.
 */
export async function hostFindings(host: HostReaders, label: string): Promise<readonly Finding[]> {
  try {
    const found = await host.examine();
    if (found.kind === 'problem') {
      const { sentence, advice } = oneShot(found.problem);
      return [
        { topic: 'host', verdict: 'bad', text: `${clean(label)}: ${clean(sentence)} ${clean(advice)}` },
      ];
    }
    // A server is examined from here, since there is no program of ours on it.
    if (isPostgresAddress(label))
      return found.findings.map((finding): Finding => ({ ...finding, text: clean(finding.text) }));
    const { version = '', able = [] } = host.peer ?? {};
    const can = able.map((each) => words[each] ?? each).join(', ');
    const text = `${clean(label)}: jobs-view ${clean(version)}, protocol ${protocol}; ${can}`;
    const isWhole = able.length === Object.keys(words).length;
    return [
      {
        topic: 'host',
        verdict: isWhole ? 'good' : 'note',
        text: isWhole ? text : `${text}, and nothing else`,
      },
      ...found.findings.map(({ topic, verdict, text: said }): Finding => {
        return { topic: clean(`${topic} there`), verdict, text: clean(said) };
      }),
    ];
  } finally {
    await host.close();
  }
}
