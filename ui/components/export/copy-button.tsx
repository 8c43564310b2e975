import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../../text/index.js';

const CONFIRMATION_MS = 2000;

/**
 * Copies a text. Browsers offer the clipboard only to pages with HTTPS and on
 * localhost; elsewhere the text is put into a field from which it is copied.
 */
export function CopyButton({
  text,
  children,
  onCopied,
}: {
  readonly text: () => string;
  /** The label; without it, “Copy”. */
  readonly children?: ComponentChildren;
  readonly onCopied?: () => void;
}): JSX.Element {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    await copyText(text());
    isCopied.value = true;
    setTimeout(() => {
      isCopied.value = false;
      onCopied?.();
    }, CONFIRMATION_MS);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {isCopied.value
        ? t.variables.drawer.copied
        : (children ?? t.variables.drawer.copy)}
    </button>
  );
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    // Deprecated, and the only way without HTTPS.
    document.execCommand('copy');
    field.remove();
  }
}
