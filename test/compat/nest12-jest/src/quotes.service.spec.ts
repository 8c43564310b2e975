import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { QuotesService } from './quotes.service.js';

describe('QuotesService', () => {
  let app: INestApplication<Server>;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [
        ExpvarModule.forRoot({ cmdline: false, memstats: false, node: false }),
      ],
      providers: [QuotesService],
    }).compile();
    app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('injects the registry', () => {
    const names = [...app.get(ExpvarRegistry)].map(([name]) => name);

    expect(names).toEqual(['CuMemory', 'quotes']);
  });

  it('serves the page', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;

    const response = await fetch(`http://127.0.0.1:${port}/debug/vars`);

    expect(await response.text()).toBe(
      '{\n"CuMemory": 2,\n"quotes": {"spread": 0.5, "ticks": 3}\n}\n',
    );
  });
});
