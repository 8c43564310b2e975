/**
 * The declarations under the settings that consumers have, with no library
 * taken on trust.
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
