import { WireError } from '../wire/frames.js';

/** What the shell there found. Versions are digits and dots. */
export interface FarReport {
  /** The code with which the jobs-view there ended; null if its PATH has none. */
  readonly program: number | null;
  /** The version of the best Node there, which may be too old; null if none was found. */
  readonly node: string | null;
  /** The version of python3, which is looked for where no Node writes; null if none was found. */
  readonly python: string | null;
}

/** Where Node is looked for, beside the PATH: `*` stands for any name. For the shell, and for people. */
export const nodePlaces = [
  '~/.nvm/versions/node/*/bin',
  '~/.volta/tools/image/node/*/bin',
  '~/.local/bin',
  '/usr/local/bin',
  '/opt/*/bin',
] as const;

/** Where python3 is looked for, beside the PATH. */
const pythonPlaces = ['/usr/bin/python3', '/usr/local/bin/python3', '/usr/libexec/platform-python'] as const;

/** The oldest Node that runs the program, and the oldest Python that runs what stands in for it. */
export const oldestNode = '20.19';
export const oldestPython = '3.6';
/** The first Node with an SQLite of its own, with which the program can write: preferred where there are several. */
const writingNode = '22.13';

/** Precedes the report. No frame begins with such a byte. */
const marker = Buffer.from('\xffjobs-view there\xff ', 'latin1');
const longestReport = 200;

/** The words with which a line begins that says what to run, with the rest of the line as its argument. */
const orders = { node: 'jobs-view-node', python: 'jobs-view-python' } as const;

const numberOf = (version: string): string => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return String(major * 1000 + minor);
};

/** Looks among files for the latest version, up to one that is enough: sets `p` and `v`, its path and version, and `j`. */
const look = [
  'look() { e=$1; shift; j=0; p=; v=none',
  'for f; do [ -x "$f" ] || continue',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
  'x=$("$f" --version 2>&1 </dev/null); x=${x##*[ v]}; a=${x%%.*}; b=${x#*.}; b=${b%%.*}',
  '[ "$a" -ge 0 ] 2>/dev/null && [ "$b" -ge 0 ] 2>/dev/null || continue',
  'k=$((a * 1000 + b)); if [ $k -gt $j ]; then j=$k; p=$f; v=$x; fi',
  '[ $j -lt $e ] || break; done; }',
].join('; ');

const homely = (place: string): string => place.replace(/^~/, '"$HOME"');

/**
 * What runs in the shell there: jobs-view, if there is one. If there is none, or it ends because it speaks another
 * protocol or can't run, the shell says what there is, and then runs what it is given. It skips lines until then, since
 * a greeting and an opening may have been sent already. Where jobs-view was killed, its picture was cut short: that isn't
 * gone on from. Nothing in this text comes from anybody but us.
 */
export const shellText = [
  'r=none',
  'if command -v jobs-view >/dev/null 2>&1; then jobs-view serve --stdio; r=$?; [ $r -le 128 ] || exit $r; fi',
  look,
  `look ${numberOf(writingNode)} "$(command -v node)" ${nodePlaces.map((place) => `${homely(place)}/node`).join(' ')}`,
  'n=$p; u=$v; v=none',
  `[ $j -ge ${numberOf(writingNode)} ] || look ${numberOf(oldestPython)} "$(command -v python3)" ${pythonPlaces.join(' ')}`,
  'printf "\\377jobs-view there\\377 program=%s node=%s python=%s\\n" "$r" "$u" "$v"',
  `while read -r k c; do case $k in ${orders.node}) exec "$n" -e "$c";; ${orders.python}) exec "$p" -I -B -c "$c";; esac; done`,
].join('; ');

/** A line that has the shell there run a text, also of one line, in Node or in python3; what follows is its stdin. */
export function order(runtime: keyof typeof orders, text: string): string {
  // Something without a line end may have been sent before.
  return `\n${orders[runtime]} ${text}\n`;
}

/** Whether a version of the report is at least another one. */
export function isAtLeast(version: string | null, oldest: string): boolean {
  return version !== null && Number(numberOf(version)) >= Number(numberOf(oldest));
}

/** Whether there is a Python that stands in for the program, and no Node that runs it. */
export function needsAgent({ node, python }: FarReport): boolean {
  return !isAtLeast(node, oldestNode) && isAtLeast(python, oldestPython);
}

/** Whether a Python there may write in place of the Node that reads there. */
export function writesBeside({ node, python }: FarReport): boolean {
  return !isAtLeast(node, writingNode) && isAtLeast(python, oldestPython);
}

/** Whether there is a report in these bytes. */
export function isReported(bytes: Buffer): boolean {
  return bytes.includes(marker);
}

/** Waits for the report among whatever else comes before a program greets. */
export class ReportReader {
  #last = Buffer.alloc(0);

  /** The report that these bytes complete; null if there is none yet. Throws a {@link WireError} for one that is wrong. */
  take(bytes: Uint8Array): FarReport | null {
    const all = Buffer.concat([this.#last, bytes]);
    this.#last = Buffer.alloc(0);
    const at = all.indexOf(marker);
    if (at === -1) {
      this.#last = Buffer.from(all.subarray(Math.max(0, all.length - marker.length)));
      return null;
    }
    const line = all.subarray(at + marker.length, at + marker.length + longestReport);
    const end = line.indexOf('\n');
    if (end !== -1) return reportIn(line.subarray(0, end).toString('latin1'));
    if (line.length === longestReport) throw new WireError('a report that is too long');
    this.#last = Buffer.from(all.subarray(at));
    return null;
  }
}

function reportIn(line: string): FarReport {
  const words =
    /^program=(none|\d{1,3}) node=(none|\d{1,5}(?:\.\d{1,5}){1,2}\S{0,40}) python=(none|\d{1,5}(?:\.\d{1,5}){1,2}\S{0,40})$/;
  const [, program, node, python] = words.exec(line) ?? [];
  if (program === undefined || node === undefined || python === undefined)
    throw new WireError('a report that cannot be understood');
  const version = (text: string): string | null =>
    text === 'none' ? null : (/^[\d.]+\d/.exec(text)?.[0] ?? null);
  return {
    program: program === 'none' ? null : Number(program),
    node: version(node),
    python: version(python),
  };
}
