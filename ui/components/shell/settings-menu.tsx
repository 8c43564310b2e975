import type { JSX } from 'preact';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { ButtonGroup } from './button-group.js';
import { Icon } from './icons.js';
import { Menu } from './menu.js';
import { RangeButtons } from './range-buttons.js';

const LANGUAGES = { auto: '', en: 'English', zh: '简体中文' } as const;

export function SettingsMenu(): JSX.Element {
  const { view } = useApp();
  return (
    <Menu
      class="icon"
      title={t.shell.settings}
      label={
        <>
          <span class="wide-only">
            <Icon name="settings" />
          </span>
          <span class="phone-only">
            <Icon name="more" />
          </span>
        </>
      }
    >
      {() => (
        <>
          <div class="phone-only">
            <p class="menu-label">{t.shell.range}</p>
            <RangeButtons />
          </div>
          <p class="menu-label">{t.shell.theme}</p>
          <ButtonGroup
            label={t.shell.theme}
            values={['auto', 'light', 'dark'] as const}
            current={view.theme.value}
            textOf={(theme) => t.shell.themes[theme]}
            onChoose={(theme) => view.setTheme(theme)}
          />
          <p class="menu-label">{t.shell.language}</p>
          <ButtonGroup
            label={t.shell.language}
            values={['auto', 'en', 'zh'] as const}
            current={view.language.value}
            textOf={(language) => LANGUAGES[language] || t.shell.automatic}
            onChoose={(language) => view.setLanguage(language)}
          />
        </>
      )}
    </Menu>
  );
}
