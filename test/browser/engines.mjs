// Firefox by WebDriver BiDi and WebKit by WebDriver: only what the checks of
// other engines need. Playwright cannot drive the builds of distributions.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { freePorts } from '../support/free-ports.mjs';

/** Starts each engine that is installed, by name. */
export const ENGINES = { Firefox: startFirefox, WebKit: startWebKit };

/**
 * A browser with one tab.
 *
 * @typedef {object} Engine
 * @property {(url: string) => Promise<void>} open
 * @property {(source: string) => Promise<unknown>} evaluate returns what the source of
 * an expression, or its promise, resolves to
 * @property {() => Promise<void>} close
 */

const FIREFOX = '/usr/bin/firefox-esr';

/** @returns {Promise<Engine | undefined>} undefined if it is not installed */
async function startFirefox() {
  if (!existsSync(FIREFOX)) {
    return undefined;
  }
  const home = await mkdtemp(path.join(tmpdir(), 'firefox-'));
  await writeFile(
    path.join(home, 'user.js'),
    'user_pref("app.update.enabled", false);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n',
  );
  const firefox = spawn(
    FIREFOX,
    ['--headless', '--profile', home, '--remote-debugging-port', '0'],
    {
      env: { ...process.env, HOME: home },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  /** @type {WebSocket | undefined} */
  let socket;
  for await (const line of createInterface(firefox.stderr)) {
    const address = /WebDriver BiDi listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      socket = new WebSocket(`${address}/session`);
      break;
    }
  }
  firefox.stderr.resume();
  if (socket === undefined) {
    throw new Error('Firefox has ended.');
  }
  await once(socket, 'open');
  let lastId = 0;
  /** @type {Map<number, (message: Message) => void>} */
  const pending = new Map();
  socket.addEventListener('message', ({ data }) => {
    /** @type {Message} */
    const message = JSON.parse(/** @type {string} */ (data));
    pending.get(message.id)?.(message);
    pending.delete(message.id);
  });
  /**
   * @param {string} method
   * @param {object} params
   */
  const send = async (method, params) => {
    const id = ++lastId;
    /** @type {Promise<Message>} */
    const answered = new Promise((resolve) => pending.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { type, result, message } = await answered;
    if (type === 'error') {
      throw new Error(`${method}: ${message}`);
    }
    return result;
  };
  await send('session.new', { capabilities: {} });
  const { contexts } = await send('browsingContext.getTree', {});
  const { context } = contexts[0];
  return {
    async open(url) {
      await send('browsingContext.navigate', {
        context,
        url,
        wait: 'complete',
      });
    },
    async evaluate(source) {
      const { result, exceptionDetails } = await send('script.evaluate', {
        expression: `(async () => JSON.stringify(await (${source})))()`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) {
        throw new Error(exceptionDetails.text);
      }
      return result.value === undefined ? undefined : JSON.parse(result.value);
    },
    async close() {
      firefox.kill();
      await once(firefox, 'exit');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * @typedef {object} Message of WebDriver BiDi
 * @property {number} id
 * @property {'success' | 'error' | 'event'} type
 * @property {any} result
 * @property {string} [message]
 */

/** @param {unknown} error */
function isRefused(error) {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
  );
}

const WEBKIT = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';

/** @returns {Promise<Engine | undefined>} undefined if it is not installed */
async function startWebKit() {
  if (!existsSync(WEBKIT) || !existsSync('/usr/bin/Xvfb')) {
    return undefined;
  }
  const display = spawn(
    'Xvfb',
    ['-displayfd', '1', '-screen', '0', '1400x1000x24'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [number] = await once(display.stdout, 'data');
  const port = await freePorts(1);
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    env: {
      ...process.env,
      DISPLAY: `:${String(number).trim()}`,
      // Its sandbox needs rights that a container lacks.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
    stdio: 'ignore',
  });
  /**
   * @param {string} method
   * @param {string} command
   * @param {object} [body]
   */
  const send = async (method, command, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/session${command}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) {
      throw new Error(`${command}: ${value.message}`);
    }
    return value;
  };
  let session;
  while (session === undefined) {
    try {
      session = await send('POST', '', {
        capabilities: {
          alwaysMatch: {
            'webkitgtk:browserOptions': {
              binary: WEBKIT,
              args: ['--automation'],
            },
          },
        },
      });
    } catch (error) {
      if (!isRefused(error)) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const { sessionId } = session;
  await send('POST', `/${sessionId}/timeouts`, { script: 300_000 });
  return {
    async open(url) {
      await send('POST', `/${sessionId}/url`, { url });
    },
    async evaluate(source) {
      const { value, error } = await send(
        'POST',
        `/${sessionId}/execute/async`,
        {
          script: `const done = arguments[0];
          (async () => (${source}))().then(
            (value) => done({ value }),
            (error) => done({ error: String(error) }),
          );`,
          args: [],
        },
      );
      if (error !== undefined && error !== null) {
        throw new Error(error);
      }
      return value;
    },
    async close() {
      await send('DELETE', `/${sessionId}`).catch(() => {});
      driver.kill();
      display.kill();
      await once(display, 'exit');
    },
  };
}
