import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { causeOf } from '../../lib/causes/cause.js';
import { leastCpuMs } from '../support/cpu-time.js';

const hostile = [
  ...String.raw`a. a- a/ a@ a@b. a_ a: a:: Aa. a= =a a? a1 é :: ff:1 ' " '' \' b' “ ‘ ( (( (a [ { < <n> 0x 1 1, 1.`.split(
    ' ',
  ),
  ...'1: 1s 1h1m 123, 1-1- 1/1/ +1 http:// / /a ../ . - aT00:00 com. 𝒳'.split(' '),
  ...['\ud800', '`', '\\', '\u001b[3', '1 s', 'Mon ', 'Jan 1 ', ' ', '\t', '\n'],
  ...['permanent_error: ', 'id 1', 'request id: ', 'error ('],
];

describe('the time to find a cause', () => {
  it.each(hostile)('is short for 100,000 characters of %j', (piece) => {
    for (const end of ['', '!', '"', "'"]) {
      const text = piece.repeat(100_000 / piece.length) + end;
      // What grew by the square of the length would take minutes.
      expect(leastCpuMs(() => causeOf(text))).toBeLessThan(100);
    }
  });

  it('is some microseconds for usual messages', () => {
    // In a process of its own: within a spec's context every global is looked up again at each use.
    const program = fileURLToPath(new URL('./usual-messages.js', import.meta.url));
    const { stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    // A fifth of 100,000 messages takes about 100 ms; a machine may be slower than that, but not ten times.
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(1000);
  });
});
