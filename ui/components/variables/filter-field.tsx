import type { JSX } from 'preact';
import { tableOf } from '../../state/variable-table.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';

export function FilterField(): JSX.Element {
  const app = useApp();
  const { filter } = app.view;
  const table = tableOf(app);
  const { problem } = table.filter.value;
  return (
    <input
      id="filter"
      type="search"
      value={filter.value}
      placeholder={t.variables.filterHint}
      aria-label={t.variables.filter}
      aria-invalid={problem !== undefined}
      aria-describedby="filter-problem"
      spellcheck={false}
      autocomplete="off"
      autocapitalize="off"
      onInput={({ currentTarget }) => (filter.value = currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          document.querySelector<HTMLElement>('#grid [tabindex="0"]')?.focus();
        } else if (event.key === 'Escape' && filter.value !== '') {
          // The field itself would keep the text in some browsers.
          event.preventDefault();
          filter.value = '';
        }
      }}
    />
  );
}

/** Says why the text is not a filter, and how many variables match. */
export function FilterProblem(): JSX.Element {
  const table = tableOf(useApp());
  const { problem, isIncomplete } = table.filter.value;
  return (
    <p id="filter-problem" class="warning" role="status">
      {problem !== undefined
        ? t.variables.filterProblems[problem.code](problem.detail)
        : isIncomplete && t.variables.incomplete}
    </p>
  );
}
