import type { LoggerService } from '@nestjs/common';

type Level = 'log' | 'error' | 'warn' | 'debug' | 'verbose' | 'fatal';

export interface LogLine {
  readonly level: Level;
  readonly context: string;
  readonly text: string;
}

/** Keeps what an application logs. */
export class RecordingLogger implements LoggerService {
  readonly lines: LogLine[] = [];

  log = this.recorder('log');
  error = this.recorder('error');
  warn = this.recorder('warn');
  debug = this.recorder('debug');
  verbose = this.recorder('verbose');
  fatal = this.recorder('fatal');

  /** The texts of one context, of one level or of all. */
  of(context: string, level?: Level): string[] {
    return this.lines
      .filter(
        (line) =>
          line.context === context &&
          (level === undefined || line.level === level),
      )
      .map(({ text }) => text);
  }

  /** Returns the URLs of the document in the start-up log line. */
  servedUrls(): string[] {
    const [line = ''] = this.of('ExpvarModule', 'log');
    const [served = ''] = line.split('; dashboard at ', 1);
    return served.match(/https?:\/\/[^\s,]+/g) ?? [];
  }

  private recorder(level: Level) {
    return (message: unknown, ...more: unknown[]): void => {
      const context = more.at(-1);
      this.lines.push({
        level,
        context: typeof context === 'string' ? context : '',
        text: String(message),
      });
    };
  }
}
