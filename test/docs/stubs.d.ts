// The types of packages that snippets use and this repository does not install.
// `npm run test:docs` compiles the snippets with the packages themselves.
declare module '@nestjs/config' {
  import type { DynamicModule } from '@nestjs/common';

  export const ConfigModule: { forRoot(): Promise<DynamicModule> };

  export class ConfigService {
    getOrThrow<T>(name: string): T;
  }
}
