/** One sample as it was written. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const nameForm = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const helpLine = new RegExp(`^# HELP (${nameForm}) ((?:[^\\\\\\n]|\\\\\\\\|\\\\n)+)$`);
const typeLine = new RegExp(`^# TYPE (${nameForm}) (gauge)$`);
const sampleLine = new RegExp(
  `^(${nameForm})\\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*",?)*)\\} (-?[0-9.]+(?:e[+-]?[0-9]+)?)$`,
);
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/**
 * The samples in a text for the textfile collector of Prometheus. Throws at anything that the format doesn't allow, or
 * that the collector refuses: a line feed that is missing, a timestamp, a metric without HELP and TYPE before it or in
 * two places, a sample that is there twice.
 */
export function prometheusSamples(text: string): readonly PrometheusSample[] {
  if (!text.endsWith('\n')) throw new Error('no line feed at the end');
  const samples: PrometheusSample[] = [];
  const families = new Set<string>();
  const seen = new Set<string>();
  let helped = '';
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const help = helpLine.exec(line)?.[1];
    const type = typeLine.exec(line)?.[1];
    const [, name, labels = '', value] = sampleLine.exec(line) ?? [];
    if (help !== undefined) {
      if (families.has(help)) throw new Error(`twice: ${help}`);
      families.add(help);
      helped = help;
      family = '';
    } else if (type !== undefined && type === helped) {
      family = type;
    } else if (name !== undefined && name === family) {
      const id = `${name}{${labels}}`;
      if (seen.has(id)) throw new Error(`twice: ${id}`);
      seen.add(id);
      samples.push({ name, labels: labelsIn(labels), value: Number(value) });
    } else {
      throw new Error(`not in the format: ${line}`);
    }
  }
  for (const name of families)
    if (!samples.some((sample) => sample.name === name)) throw new Error(`without a sample: ${name}`);
  return samples;
}

function labelsIn(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const [, name = '', value = '', after] = label.exec(text) ?? [];
    if (name === '' || name in labels || (after === ',' && label.lastIndex === text.length))
      throw new Error(`labels: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
  }
  return labels;
}
