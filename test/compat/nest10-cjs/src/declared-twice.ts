import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { serve } from './serve';

// They print alike, because what the provider makes stands in a function.
@Module({ imports: [ExpvarModule.forFeature([{ name: 'o', type: 'int' }])] })
class OrdersModule {}

@Module({ imports: [ExpvarModule.forFeature([{ name: 'o', type: 'float' }])] })
class OffersModule {}

@Module({ imports: [ExpvarModule.forRoot(), OrdersModule, OffersModule] })
class AppModule {}

void serve(AppModule);
