import type { FaultyFile } from '../fault.js';

const paced = ['spec/sources/paced-source', 'spec/sources/paced-reader'];
const hung = 'spec/end-to-end/hung-disk.pty';

/** What reads each of several databases at a pace of its own, and what it holds meanwhile. */
export const pacedSources: readonly FaultyFile[] = [
  {
    file: 'lib/sources/held-run.ts',
    checks: ['spec/sources/held-run', ...paced],
    faults: [
      { before: 'if (!isStart || !isEnd) return null;', after: '' },
      { before: 'compare(this.#keys[0]) < 0;', after: 'compare(this.#keys[0]) <= 0;' },
      { before: 'compare(this.#keys.at(-1)) > 0;', after: 'compare(this.#keys.at(-1)) >= 0;' },
      { before: "anchor.kind !== 'index' || before + after > 0", after: 'false' },
      { before: 'return jobs.length === matching ? null : undefined;', after: 'return null;' },
      { before: '(skipped >= 0 && end <= window.first + window.jobs.length)', after: 'skipped >= 0' },
      { before: '(skipped >= 0 && end <= window.first + window.jobs.length)', after: 'true' },
      { before: 'this.#rest = isWhole ? restOf(request) : null;', after: 'this.#rest = restOf(request);' },
      { before: ' || restOf(request) !== this.#rest', after: '' },
      { before: 'if (listOf(request) !== this.#list) return null;', after: '' },
      { before: 'compare(held) <= 0).length', after: 'compare(held) < 0).length' },
      { before: 'position >= this.#picture.window.matching) return null;', after: 'false) return null;' },
    ],
  },
  {
    file: 'lib/sources/held-answers.ts',
    checks: paced,
    faults: [
      { before: 'if (isAgain || !this.isOf(look)) {', after: 'if (!this.isOf(look)) {' },
      { before: 'if (isAgain || !this.isOf(look)) {', after: 'if (isAgain) {' },
      { before: 'if (this.isOf(look)) this.#goodAt = at;', after: 'this.#goodAt = at;' },
      { before: 'found?.searched === undefined &&', after: '' },
      { before: '(causes?.unread ?? 0) === 0 &&', after: '' },
      { before: 'else if (isWhole(picture)) this', after: 'else this' },
    ],
  },
  {
    file: 'lib/sources/paced-source.ts',
    checks: [...paced, 'spec/sources/unreachable-source', 'spec/sources/merged-reader', hung],
    faults: [
      {
        before: 'return this.#silence.isLate || this.#blindness.isLate;',
        after: 'return this.#silence.isLate;',
      },
      { before: 'if (this.#looks === 0) this.#seen();', after: '' },
      { before: '      this.#looks -= 1;\n', after: '' },
      { before: 'if (!isKeptThrough(problem)) this.#held.forget();', after: 'this.#held.forget();' },
      { before: 'if (!isKeptThrough(problem)) this.#held.forget();', after: '' },
      { before: 'this.#overtakenAt ??= wasOvertaken ?? this.#clock();', after: '' },
      {
        before: "return 'code' in result && isMain ? (this.#held.list(request) ?? result) : result;",
        after: 'return result;',
      },
      { before: '      if (this.#overtakenAt !== null) this.#pacing.onNews();', after: '' },
      { before: 'return goodAt <= picture.asOf ? picture :', after: 'return true ? picture :' },
      { before: 'if (this.#held.isOld(this.#clock())) this.renew();', after: '' },
      { before: 'if (this.#held.isOf(text)) return;', after: 'return;' },
      { before: 'const result = this.#underWay.then(work);', after: 'const result = work();' },
      { before: 'this.#hasAnswered || this.#isSilent;', after: 'this.#hasAnswered;' },
      { before: 'this.#silence.watch(!this.#hasAnswered)', after: 'this.#silence.watch(false)' },
      { before: 'this.#silence.watch(!this.#hasAnswered)', after: 'this.#silence.watch(true)' },
      { before: '() => this.renew());', after: '() => {});' },
      { before: '    this.#question = request;\n', after: '' },
      { before: 'if (!this.#isClosed && (problem', after: 'if ((problem' },
      {
        before: '    this.#cancelTelling();\n    this.#silence.close();',
        after: '    this.#silence.close();',
      },
    ],
  },
  {
    file: 'lib/sources/hanging-reader.ts',
    checks: ['spec/sources/hanging-reader'],
    faults: [
      { before: 'if (this.#silence.isLate) return Promise.resolve(silent());', after: '' },
      { before: 'this.#reading.then(() => this.#reader.read(request))', after: 'this.#reader.read(request)' },
      { before: 'this.#reading = answer;', after: '' },
      { before: 'return this.#silence.unlessLate(answer, silent);', after: 'return answer;' },
      { before: 'this.#looking ??= this.#lookOnce();', after: 'this.#looking = this.#lookOnce();' },
      { before: 'this.#heardAt = this.#steady();', after: '' },
      { before: 'this.#looking = null;', after: '' },
      { before: '    end();\n', after: '' },
      { before: 'this.#silence.close();', after: '' },
      { before: 'await this.#reader.close();', after: '' },
      { before: 'this.#silence.watch(true)', after: 'this.#silence.watch(false)' },
    ],
  },
  {
    file: 'lib/sources/read-counted.ts',
    checks: [...paced, 'spec/sources/unreachable-source', 'spec/sources/read-counted'],
    faults: [
      { before: 'return passing.has(code);', after: "return passing.has(code) && code !== 'no-access';" },
      { before: 'reads < mostReads', after: 'reads < 1' },
    ],
  },
  {
    file: 'lib/sources/silence.ts',
    checks: paced,
    faults: [
      { before: 'Math.min(now - began, this.#clock.silentMs())', after: '(now - began)' },
      { before: 'Math.min(now - began, this.#clock.silentMs())', after: 'this.#clock.silentMs()' },
      { before: 'const wait = Math.min(untilSilent, untilLongest);', after: 'const wait = untilSilent;' },
      { before: '    for (const giveUp of this.#waiting) giveUp();\n', after: '' },
      { before: 'if (this.#isLate) return Promise.resolve(otherwise());', after: '' },
      { before: '    this.#isLate = false;\n    this.#onChange();', after: '    this.#isLate = false;' },
    ],
  },
  {
    file: 'lib/sources/first-counts.ts',
    checks: ['spec/sources/paced-reader'],
    faults: [
      { before: 'if (this.#wasAsked) return this.#next(longestMs);', after: 'if (this.#wasAsked) return;' },
      { before: 'before ?? Promise.resolve()', after: 'Promise.resolve()' },
      { before: 'if (source.lane !== null) await this.#pause;', after: '' },
      { before: '    await source.begin();\n    this.wake();', after: '    await source.begin();' },
    ],
  },
  {
    file: 'lib/sources/processor-shares.ts',
    checks: ['spec/sources/processor-shares'],
    faults: [
      { before: 'Math.max(1, this.#working.size)', after: '1' },
      { before: '        this.#divide();\n        const work', after: '        const work' },
      {
        before: '          this.#divide();\n          this.#working.delete',
        after: '          this.#working.delete',
      },
    ],
  },
];
