import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { QuotesService } from './quotes.service.js';
import { serve } from './serve.js';

@Module({ imports: [ExpvarModule.forRoot()], providers: [QuotesService] })
class QuotesModule {}

@Module({ imports: [QuotesModule, ExpvarModule.forRoot()] })
class AppModule {}

await serve(AppModule);
