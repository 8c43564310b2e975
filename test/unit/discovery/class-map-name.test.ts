import { expect, test } from 'vitest';
import { classMapName } from '../../../src/discovery/class-map-name.js';

test.each([
  ['QuotesService', 'quotes'],
  ['UsersController', 'usersController'],
  ['HTTPPool', 'httpPool'],
  ['HTTP', 'http'],
  ['HTTPService', 'http'],
  ['HTTP2Service', 'http2'],
  ['HTTP2Pool', 'http2Pool'],
  ['URLService', 'url'],
  ['X', 'x'],
  ['XService', 'x'],
  ['XRay', 'xRay'],
  ['ABTest', 'abTest'],
  ['Service', 'service'],
  ['ServiceService', 'service'],
  ['ServicePool', 'servicePool'],
  ['MyServiceImpl', 'myServiceImpl'],
  ['Microservice', 'microservice'],
  ['Services', 'services'],
  ['quotesService', 'quotes'],
  ['a', 'a'],
  ['_QuotesService', '_Quotes'],
  ['$Service', '$'],
  ['Quotes_Service', 'quotes_'],
  ['ÄpfelService', 'äpfel'],
  ['ÉCLAIRPool', 'éclairPool'],
  ['ΣίσυφοςService', 'σίσυφος'],
  ['ЗаказыController', 'заказыController'],
  ['运行Service', '运行'],
  ['𐐀Pool', '𐐨Pool'],
  ['', ''],
])('the map of class %j has the name %j', (className, map) => {
  expect(classMapName(className)).toBe(map);
});
