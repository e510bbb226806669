import { describe, expect, it } from '@jest/globals';
import type { Outlook, Verdict } from '../../lib/model/forecast/outlook.js';
import { contextOf } from '../../lib/view/context.js';
import { whyWaiting } from '../../lib/view/job/waiting.js';
import { statusLine } from '../../lib/view/screen/status-bar.js';
import { spansOf, textOf } from '../../lib/view/text/line.js';
import { aboutText, jobRateText, outlookVersions } from '../../lib/view/words/outlook-words.js';
import { appearance, jobWith, now, pictureOf, rowContextWith } from './scene.js';

const minute = 60_000;
const outlookWith = (verdict: Verdict, perMinute: number | null = 55): Outlook => ({
  perMinute,
  isSure: perMinute !== null,
  verdict,
  workLeft: null,
  oldestWaitingAt: null,
  heldBack: 0,
});

function contextWith(outlook: Outlook | null) {
  return contextOf(appearance, { now, heldUntil: now, size: { columns: 80, rows: 24 } }, outlook);
}

const drains: Verdict = { kind: 'drains', emptyIn: { ms: 36.4 * minute, isRough: false } };
const grows: Verdict = { kind: 'grows', perMinute: 12.4 };
const stalled: Verdict = { kind: 'stalled', ms: 14 * minute, troubles: { gone: 1, silent: 3, stalled: 0 } };

describe('the outlook of the queue in words', () => {
  const said = (verdict: Verdict, perMinute: number | null = 55, given: Partial<Outlook> = {}) =>
    outlookVersions({ ...outlookWith(verdict, perMinute), ...given }, contextWith(null)).map((version) =>
      textOf(spansOf(version)),
    );

  it('has the rate before the verdict, and shorter versions behind', () => {
    expect(said(drains)).toEqual(['55/min • empty in ~36m', 'empty in ~36m']);
    expect(said(grows)).toEqual([
      '55/min • growing 12/min, will not drain',
      'growing 12/min, will not drain',
      '55/min • growing 12/min',
      'growing 12/min',
    ]);
    expect(said(stalled, null)).toEqual([
      'stalled: nothing finished for 14m, worker of 1 job gone, workers of 3 jobs silent',
      'stalled: nothing finished for 14m',
      'stalled 14m',
    ]);
    expect(said({ ...stalled, troubles: { gone: 0, silent: 0, stalled: 0 } }, null)[0]).toBe(
      'stalled: nothing finished for 14m',
    );
  });

  it('names the direction where the rate is not known, and is empty where nothing is known', () => {
    expect(said({ kind: 'drains', emptyIn: null })).toEqual(['55/min • draining', 'draining']);
    expect(said({ kind: 'grows', perMinute: null }, null)).toEqual(['growing, will not drain', 'growing']);
    expect(said({ kind: 'unknown' })).toEqual(['55/min']);
    expect(said({ kind: 'unknown' }, null)).toEqual([]);
    expect(said({ kind: 'idle' })).toEqual([]);
    expect(said({ kind: 'idle' }, 55, { heldBack: 4 })).toEqual(['none can be taken now']);
    expect(outlookVersions(null, contextWith(null))).toEqual([]);
  });

  it('has in the words of the rows how long the work lasts, until it is known when the queue is empty', () => {
    const workLeft = { ms: 5.2 * minute, isRough: true };
    const brief = ['roughly 5m if none arrive'];
    const full = ['empty in roughly 5m if none arrive', ...brief];
    const withRate = full.flatMap((text) => [`12/min • ${text}`, text]);
    expect(said({ kind: 'unknown' }, 12, { workLeft })).toEqual([...withRate, '12/min']);
    expect(said({ kind: 'drains', emptyIn: null }, 12, { workLeft })).toEqual([
      ...withRate,
      '12/min • draining',
      'draining',
    ]);
    expect(said(drains, 12, { workLeft })[1]).toBe('empty in ~36m');
    expect(said(grows, 12, { workLeft }).join()).not.toContain('if none');
    const sure = { ms: 5.2 * minute, isRough: false };
    expect(said({ kind: 'unknown' }, 12, { workLeft: sure })[1]).toBe('empty in ~5m if none arrive');
    const short = { ms: minute - 1, isRough: true };
    expect(said({ kind: 'unknown' }, 12, { workLeft: short })[1]).toBe('empty in <1m if none arrive');
  });

  it('has rates and times rounded to what they are worth', () => {
    expect([0.2, 0.99, 1, 54.5, 1234].map(jobRateText)).toEqual([
      '12/h',
      '59/h',
      '1/min',
      '55/min',
      '1,234/min',
    ]);
    const times = [59_999, minute, 1.6 * minute, 200 * minute, 30 * 60 * minute];
    expect(times.map(aboutText)).toEqual(['<1m', '~1m', '~2m', '~3h 20m', '~1d 6h']);
  });
});

describe('the status bar with the outlook of the queue', () => {
  const counts = { queued: 2000, running: 3, complete: 1247, failed: 12, cancelled: 4, other: 0 };
  const bar = (verdict: Verdict, width: number, queued = 2000) =>
    textOf(
      statusLine(pictureOf([], { counts: { ...counts, queued } }), width, contextWith(outlookWith(verdict))),
    )
      .trim()
      .replace(/ {4,}/, ' ~ ');

  it.each([
    [
      140,
      '↻ 3 running   ✓ 1,247 done   ✗ 12 failed   ◌ 2,000 queued • 55/min • empty in ~36m   ⊘ 4 cancelled ~ 1,235/1,247 files • 847 MB output',
    ],
    [100, '↻ 3 running  ✓ 1,247 done  ✗ 12 failed  ◌ 2,000 queued • 55/min • empty in ~36m  ⊘ 4 cancelled'],
    [82, '↻ 3 running  ✓ 1,247 done  ✗ 12 failed  ◌ 2,000 queued • empty in ~36m  ⊘ 4'],
    [74, '↻ 3 running  ✓ 1,247 done  ✗ 12 failed  ◌ 2,000 • empty in ~36m  ⊘ 4'],
    [65, '↻ 3 running  ✓ 1,247  ✗ 12 failed  ◌ 2,000 • empty in ~36m  ⊘ 4'],
    [52, '↻ 3  ✓ 1,247  ✗ 12  ◌ 2,000 • empty in ~36m  ⊘ 4'],
    [47, '↻ 3  ✓ 1.2k  ✗ 12  ◌ 2.0k • empty in ~36m  ⊘ 4'],
    [40, '↻ 3  ✓ 1,247  ✗ 12 failed  ◌ 2,000  ⊘ 4'],
    [31, '↻ 3  ✓ 1.2k  ✗ 12  ◌ 2.0k  ⊘ 4'],
    [28, '↻ 3  ✓ 1.2k  ✗ 12  ◌ 2.0k'],
  ])('in %i cells reads: %s', (width, expected) => {
    expect(bar(drains, width)).toBe(expected);
  });
});

describe('a queued job', () => {
  const said = (place: number | null, outlook: Outlook | null, errorMessage: string | null = null) => {
    const waiting = { kind: 'line', place } as const;
    const job = jobWith({ status: 'queued', waiting, errorMessage });
    return textOf(spansOf(whyWaiting(job, { ...rowContextWith(), outlook })));
  };

  it('says when it will be taken, where its place and the rate are known', () => {
    expect(said(660, outlookWith({ kind: 'unknown' }))).toBe('660th in line • starts in ~12m');
    expect(said(1, outlookWith(drains))).toBe('Next in line • starts in <1m');
    expect(said(660, outlookWith(grows), 'timeout')).toBe(
      '660th in line • starts in ~12m • last try failed: timeout',
    );
    expect(said(660, outlookWith(stalled, null))).toBe('660th in line');
    expect(said(660, null)).toBe('660th in line');
  });
});
