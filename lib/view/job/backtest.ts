import type { Job } from '../../model/job.js';
import { passedFiles, passRate, testedFiles } from '../../model/progress.js';
import { shownText } from '../appearance.js';
import { countOf, countText, passRateText, plural } from '../format/numbers.js';
import { type RowContext, type Segment, words } from '../words/segments.js';

/** Why a backtest ended (behaviour 8.1), in words; other reasons are shown as they are written. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['PassRateAchieved', 'Pass rate achieved'],
  ['MaxIterations', 'Iteration limit reached'],
  ['PlateauDetected', 'Plateau: no more gain'],
  ['HighFailureEarlyStop', 'Early stop: high-failure failing'],
  ['UserStopped', 'Stopped by user'],
  ['Timeout', 'Timed out'],
]);

/** A running backtest's `Pass: 108/124 files` (behaviour 4.7). */
export function passesSoFar(job: Job): Segment {
  const tested = testedFiles(job) ?? 0;
  const passed = passedFiles(job);
  if (tested <= 0) return passRateSegment(job);
  return passed === null
    ? words(`${countOf(tested, 'file')} tested`)
    : words(`Pass: ${countText(passed)}/${countText(tested)} ${plural(tested, 'file')}`);
}

/** `Pass rate: 99.2% (496/500)` (behaviour 4.8); empty if no file was tested. */
export function passRateSegment(job: Job): Segment {
  const rate = passRate(job);
  if (rate === null) return [];
  const tested = testedFiles(job) ?? 0;
  const passed = passedFiles(job);
  const counts = tested > 0 && passed !== null ? ` (${countText(passed)}/${countText(tested)})` : '';
  return words(`Pass rate: ${passRateText(rate)}${counts}`);
}

/** How the files that failed most often before are doing: `5 high-failure passed` (behaviour 4.7). */
export function highFailureSoFar(job: Job): Segment {
  const passed = job.backtest?.highFailurePassed ?? null;
  const tested = job.backtest?.highFailureTested ?? null;
  if (passed === null || (passed <= 0 && (tested ?? 0) <= 0)) return [];
  return words(`${passedOf(passed, tested)} high-failure passed`);
}

/** How these files ended: `All high-failure resolved` (behaviour 4.8). */
export function highFailureAtTheEnd(job: Job): Segment {
  const passed = job.backtest?.highFailurePassed ?? null;
  const tested = job.backtest?.highFailureTested ?? null;
  if (passed === null || tested === null || tested <= 0) return [];
  if (passed >= tested) return words('All high-failure resolved');
  return words(`${passedOf(passed, tested)} high-failure resolved`, 'warning');
}

/** Why it ended; empty if the record doesn't say. */
export function reasonOf(job: Job, context: RowContext): Segment {
  const reason = job.backtest?.terminationReason ?? null;
  const known = reason === null ? undefined : reasons.get(reason);
  if (known !== undefined) return words(known);
  const shown = shownText(reason, context);
  return shown === '' ? [] : [{ text: shown, style: 'plain', fit: 'end' }];
}

/** Whether it ended because its pass rate was good enough. */
export function isAchieved(job: Job): boolean {
  return job.backtest?.terminationReason === 'PassRateAchieved';
}

/** Whether its reason already mentions the high-failure files. */
export function isHighFailureStop(job: Job): boolean {
  return job.backtest?.terminationReason === 'HighFailureEarlyStop';
}

function passedOf(passed: number, tested: number | null): string {
  return tested !== null && passed < tested ? `${countText(passed)}/${countText(tested)}` : countText(passed);
}
