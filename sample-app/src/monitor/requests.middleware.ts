import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RequestsService } from './requests.service.js';

@Injectable()
export class RequestsMiddleware implements NestMiddleware {
  constructor(private readonly requests: RequestsService) {}

  use(request: Request, response: Response, next: NextFunction): void {
    // Only then is it known which route took the request, and how it ended.
    response.once('finish', () => {
      const { path } = (request.route ?? {}) as { path?: string };
      this.requests.count(request.method, path, response.statusCode);
    });
    next();
  }
}
