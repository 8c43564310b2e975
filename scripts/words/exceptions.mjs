/**
 * Text that stays although the check refuses it.
 *
 * @type {readonly { file: RegExp, text: string, reason: string }[]}
 */
export const exceptions = [
  {
    file: /^src\/process\/node\/cpu-collector\.ts$/,
    text: 'one',
    reason: 'The document has the load averages as one, five and fifteen.',
  },
  {
    file: /^test\/unit\/instrument\/observables\.test\.ts$/,
    text: 'take',
    reason: 'RxJS calls its operator take.',
  },
];
