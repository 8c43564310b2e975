/**
 * Checks the declarations under the settings of consumers, without
 * skipLibCheck.
 *
 * @param {[module: string, moduleResolution: string][]} resolutions
 * @returns {import('../projects.mjs').Check}
 */
export function types(...resolutions) {
  return async (project) => {
    for (const [module, moduleResolution] of resolutions) {
      await project.check(
        `types hold with module ${module}, moduleResolution ${moduleResolution} and without skipLibCheck`,
        () =>
          project.compile(
            '--noEmit',
            '--skipLibCheck',
            'false',
            '--module',
            module,
            '--moduleResolution',
            moduleResolution,
          ),
      );
    }
  };
}
