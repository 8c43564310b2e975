import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { memberJson } from '../../snapshot/exact-json.js';
import { variableAsJson } from '../../state/export.js';
import { formatNumber, formatTime } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import type { VariableNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { CopyButton } from '../export/copy-button.js';

/**
 * The most characters of JSON that are shown. Browsers lay out longer texts
 * slowly.
 */
const MAX_LENGTH = 100_000;

/** The exact JSON of a variable, and the command that fetches it. */
export function JsonNow({
  variable,
}: {
  readonly variable: VariableNode;
}): JSX.Element {
  const app = useApp();
  const store = useStore();
  const json = useSignal({ text: '', note: '' });
  const command = useRef<HTMLElement>(null);
  const isLive = app.isLive.value;
  const query = queryOf(variable);
  const show = (text: string, at: number): void => {
    const omitted = text.length - MAX_LENGTH;
    json.value = {
      text:
        text
          .slice(0, MAX_LENGTH)
          .split('\n')
          .map((line) => printable(line, 20_000))
          .join('\n') +
        (omitted > 0
          ? `\n${t.variables.drawer.moreCharacters(formatNumber(omitted))}`
          : ''),
      note: t.shell.asOf(formatTime(at)),
    };
  };
  const load = async (): Promise<void> => {
    const { drawer } = t.variables;
    if (!app.isLive.peek()) {
      show(variableAsJson(variable), store.wall);
      return;
    }
    json.value = { ...json.value, note: drawer.fetching };
    try {
      const document = await app.server.fetchDocument(store, query);
      const text = memberJson(document, variable.path);
      if (text === undefined) {
        json.value = { text: '', note: drawer.noJson };
      } else {
        show(text, Date.now());
      }
    } catch (error) {
      const { message } = error as Error;
      json.value = { text: '', note: drawer.notFetched(message) };
    }
  };
  useEffect(() => void load(), [store, isLive]);
  return (
    <section class="json-now">
      <header>
        <h3>{t.variables.drawer.json}</h3>
        <span class="dim" id="drawer-as-of" role="status">
          {json.value.note}
        </span>
        {isLive && (
          <button type="button" onClick={() => void load()}>
            {t.variables.drawer.refresh}
          </button>
        )}
      </header>
      <pre id="drawer-json" tabIndex={0} aria-label={t.variables.drawer.json}>
        {json.value.text}
      </pre>
      {isLive && (
        <>
          <header>
            <h3>{t.variables.drawer.curl}</h3>
            <CopyButton text={() => command.current!.textContent ?? ''} />
          </header>
          <pre tabIndex={0} aria-label={t.variables.drawer.curl}>
            <code ref={command} id="drawer-curl">
              {commandOf(variable, query)}
            </code>
          </pre>
        </>
      )}
    </section>
  );
}

function queryOf({ path: [name = ''] }: VariableNode): string {
  try {
    return `?name=${encodeURIComponent(name).replaceAll("'", '%27')}`;
  } catch {
    // A URL cannot contain a lone surrogate.
    return '';
  }
}

/** The command prints the value, and not the map around it. */
function commandOf({ path }: VariableNode, query: string): string {
  const { origin, pathname } = location;
  const url = origin + pathname.replace(/\/[^/]*\/?$/, '') + query;
  const members = path.map((part) => JSON.stringify(part));
  const filter = members.map((part) => `[${part}]`).join('');
  return `curl -s '${url}' | jq '.${filter.replaceAll("'", String.raw`\u0027`)}'`;
}
