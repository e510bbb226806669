import { type ActionProblem, actionProblem } from '../../actions/action-problem.js';
import { type PostgresTrouble, problemOfPostgres } from '../link/trouble.js';

/** For how long in all a write is retried after locks, deadlocks and lost connections, ms. */
export const patientMs = 4500;

const unchanged = 'Nothing was changed.';

/** What the server refused, by SQLSTATE. */
const sentences: Readonly<Record<string, readonly [sentence: string, advice: string]>> = {
  '23502': ['The table there does not allow an empty value that this change needs.', unchanged],
  '23503': ['The table there does not allow the new values.', unchanged],
  '23514': ['The table there does not allow the new values.', unchanged],
  '22P02': ['A column of the table there has no such value.', unchanged],
  '22001': ['The new values are too long for the table there.', unchanged],
  '42703': ['The tables there were altered meanwhile.', `${unchanged} Try again.`],
};

/** Why the server or the connection to it prevented a write. Nothing was changed; `label` names the server. */
export function problemOfWrite(trouble: PostgresTrouble, label: string): ActionProblem {
  switch (trouble.kind) {
    case 'no-grant':
      return actionProblem('read-only', label, {
        sentence: 'This user may not change the queue.',
        advice: `Have its owner run: GRANT UPDATE ON ALL TABLES IN SCHEMA … TO …. ${unchanged}`,
      });
    case 'no-queue':
    case 'no-key':
    case 'foreign-part': {
      const { sentence, advice } = problemOfPostgres(trouble, label);
      return actionProblem('foreign', label, { sentence, advice });
    }
    case 'locked':
    case 'gave-way':
    case 'too-slow':
      return actionProblem('locked', label, {
        sentence: `Other programs kept these rows locked for more than ${patientMs / 1000} s.`,
        advice: `${unchanged} Try again.`,
      });
    case 'other': {
      if (trouble.code === '25006') return onlyReads(label);
      if (trouble.code.startsWith('53')) return actionProblem('no-space', label, { sentence: noRoom });
      const [sentence, advice] = sentences[trouble.code] ?? [
        'The server refused the change.',
        `${unchanged} Its log says why.`,
      ];
      return actionProblem('failed', label, { sentence, advice, detail: `code ${trouble.code}` });
    }
    default: {
      const { sentence } = problemOfPostgres(trouble, label);
      return actionProblem('failed', label, { sentence, advice: `${unchanged} Try again.` });
    }
  }
}

const noRoom = 'The server has no room left.';

/** The server is a standby, or transactions of this role or database are read-only by default. */
export function onlyReads(label: string, isStandby = false): ActionProblem {
  return isStandby
    ? actionProblem('read-only', label, {
        sentence: 'This server is a standby, and only reads.',
        advice: `Name the primary in the address. ${unchanged}`,
      })
    : actionProblem('read-only', label, {
        sentence: 'Transactions there may only read.',
        advice: `See default_transaction_read_only there. ${unchanged}`,
      });
}

/** The connection was lost during a commit, and whether it succeeded isn't known. */
export function unknownOutcome(label: string): ActionProblem {
  return actionProblem('cut-short', label, {
    sentence: 'The connection to the server was lost while it committed.',
  });
}
