import { Injectable } from '@nestjs/common';
import { ExposeVar, IntVar, MapVar } from 'nestjs-expvar';

@Injectable()
export class RequestsService {
  @ExposeVar({
    kind: 'counter',
    unit: '{request}',
    description: 'Requests answered',
  })
  readonly total = new IntVar();

  @ExposeVar({
    kind: 'counter',
    unit: '{request}',
    description: 'Requests answered, by method, route and status',
  })
  readonly byRoute = new MapVar();

  /** @param route the pattern of the route; undefined where none matched */
  count(method: string, route: string | undefined, status: number): void {
    this.total.add();
    this.byRoute.add(`${method} ${route ?? '(no route)'} ${status}`);
  }
}
