import manifest from '@nestjs/core/package.json' with { type: 'json' };

/** The major version of Nest that the tests run with. */
export const nestMajor = Number(manifest.version.split('.', 1)[0]);
