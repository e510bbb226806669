import { describe, expect, it } from '@jest/globals';
import { argumentsOf, type PlaceholderValues } from '../../lib/model/commands/own-command.js';

const made = (run: readonly string[], values: PlaceholderValues) => {
  const result = argumentsOf(
    { key: 'T', name: 'Try', run: ['try', ...run], terminal: false, confirm: false },
    values,
  );
  return result.kind === 'arguments' ? result.all : result.reason;
};

describe('the arguments of a command', () => {
  const given = { id: '7', name: 'x y', worker: 'vm:1', error: '' };
  it.each<[readonly string[], PlaceholderValues, readonly string[] | string]>([
    [['-v', 'a b', '$(id)', '{}', '{ID}'], {}, ['-v', 'a b', '$(id)', '{}', '{ID}']],
    [['{id}', '--name={name}', '{worker}:{id}'], {}, ['7', '--name=x y', 'vm:1:7']],
    [['{name}'], { name: '{id} $(rm) `x` "\n\x1b[2J' }, ['{id} $(rm) `x` "\n\x1b[2J']],
    [['{id}', '{output}'], {}, 'this job has no output path'],
    [['{error}'], {}, 'this job has no error'],
    [['-e{error}'], { error: 'a\0b' }, 'the error of this job has a NUL character'],
    [['{name}'], { name: '-rf' }, 'the name of this job begins with a dash, as options do'],
    [['--name={name}', './{name}'], { name: '-rf' }, ['--name=-rf', './-rf']],
    [['{error}'], { error: 'e'.repeat(200_000) }, ['e'.repeat(30_000)]],
  ])('of %j for a job with %j are made, or refused with the reason', (run, values, expected) => {
    expect(made(run, { ...given, ...values })).toEqual(expected);
  });
});
