import {
  Injectable,
  NotFoundException,
  type PipeTransform,
} from '@nestjs/common';
import { type Instrument, INSTRUMENTS } from './instrument.js';

/** The instrument of a symbol; 404 for a symbol that there is not. */
@Injectable()
export class InstrumentPipe implements PipeTransform<string, Instrument> {
  transform(symbol: string): Instrument {
    const found = INSTRUMENTS.find(
      (instrument) => instrument.symbol === symbol,
    );
    if (found === undefined) {
      const known = INSTRUMENTS.map((instrument) => instrument.symbol);
      throw new NotFoundException(
        `there is no symbol ${symbol}; the symbols are ${known.join(', ')}`,
      );
    }
    return found;
  }
}
