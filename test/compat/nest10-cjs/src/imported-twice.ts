import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { QuotesService } from './quotes.service';
import { serve } from './serve';

@Module({ imports: [ExpvarModule.forRoot()], providers: [QuotesService] })
class QuotesModule {}

@Module({ imports: [QuotesModule, ExpvarModule.forRoot()] })
class AppModule {}

void serve(AppModule);
