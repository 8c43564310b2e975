import { Injectable, Module } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';

/** Publishes a variable, for which it needs the registry. */
@Injectable()
export class Publisher {
  constructor(registry: ExpvarRegistry) {
    registry.newInt('jobs');
  }
}

/** A module that does not import ExpvarModule. */
@Module({ providers: [Publisher] })
export class PublisherModule {}
