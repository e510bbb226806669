/** One thing that the doctor looked at. All text is clean. */
export interface Finding {
  readonly topic: string;
  /** `bad`: the dashboard won't work. `note`: something less does. */
  readonly verdict: 'good' | 'note' | 'bad';
  readonly text: string;
}

/** The findings as aligned lines, with a sentence on the whole at the end. */
export function findingLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const lines = findings.map(
    ({ topic, verdict, text }) => `${words[verdict].padEnd(4)}  ${topic.padEnd(width)}  ${text}`,
  );
  return `${[...lines, '', verdictOn(findings)].join('\n')}\n`;
}

/** The same for scripts, as one JSON object. */
export function findingJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ schema: 1, works: isWell(findings), findings })}\n`;
}

/** Whether the dashboard will work. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== 'bad');
}

const words: Readonly<Record<Finding['verdict'], string>> = { good: 'ok', note: 'note', bad: 'bad' };

function verdictOn(findings: readonly Finding[]): string {
  const bad = findings.filter(({ verdict }) => verdict === 'bad').map(({ topic }) => topic);
  return bad.length === 0
    ? 'The dashboard will work here.'
    : `The dashboard will not work here: see ${bad.join(', ')}.`;
}
