/**
 * Text that stays although the check refuses it.
 *
 * @type {readonly { file: RegExp, text: string, reason: string }[]}
 */
export const exceptions = [];

/** Folders that are still to be rewritten. Remove a folder when it passes. */
export const pending = [
  'sample-app/',
  'src/',
  'test/compat/',
  'test/fixtures/',
  'test/fresh/',
  'test/fuzz/',
  'test/interop/',
  'test/proxies/',
  'test/serverless/',
  'test/unit/',
];
