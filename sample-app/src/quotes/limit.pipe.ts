import {
  BadRequestException,
  Injectable,
  type PipeTransform,
} from '@nestjs/common';
import { MAX_KLINES } from './kline-map.js';

/** Lets a number of K-lines through that can be asked for; 400 for others. */
@Injectable()
export class LimitPipe implements PipeTransform<number, number> {
  transform(limit: number): number {
    if (limit < 1 || limit > MAX_KLINES) {
      throw new BadRequestException(
        `limit must be a whole number from 1 to ${MAX_KLINES}`,
      );
    }
    return limit;
  }
}
