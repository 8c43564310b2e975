import { type CanActivate, Injectable, Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { serve } from './serve';

@Injectable()
class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Module({ imports: [ExpvarModule.forRoot()] })
class OpenModule {}

@Module({ imports: [ExpvarModule.forRoot({ guards: [NobodyGuard] })] })
class GuardedModule {}

@Module({ imports: [OpenModule, GuardedModule] })
class AppModule {}

void serve(AppModule);
