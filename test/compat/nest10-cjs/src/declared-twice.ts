import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { serve } from './serve';

// Both modules have the same serialized metadata, because the difference is
// inside a function.
@Module({ imports: [ExpvarModule.forFeature([{ name: 'o', type: 'int' }])] })
class OrdersModule {}

@Module({ imports: [ExpvarModule.forFeature([{ name: 'o', type: 'float' }])] })
class OffersModule {}

@Module({ imports: [ExpvarModule.forRoot(), OrdersModule, OffersModule] })
class AppModule {}

void serve(AppModule);
