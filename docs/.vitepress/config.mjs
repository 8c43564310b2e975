import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { CHINESE, ENGLISH } from './pages.mjs';
import { slug } from './slug.mjs';

const { description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** @param {typeof ENGLISH} sections */
function sidebar(sections) {
  return sections.map(({ text, pages }) => ({
    text,
    items: pages.map(([path, title]) => ({
      text: title,
      link: `/${path.replace(/index$/, '')}`,
    })),
  }));
}

/** TypeDoc writes the API reference and its sidebar before the site is built. */
function apiSidebar() {
  const file = new URL('../api/typedoc-sidebar.json', import.meta.url);
  return {
    text: 'API',
    collapsed: true,
    items: JSON.parse(readFileSync(file, 'utf8')),
  };
}

export default defineConfig({
  title: 'nestjs-expvar',
  description,
  cleanUrls: true,
  srcExclude: ['node_modules/**', 'mutation-testing.md'],
  markdown: {
    anchor: { slugify: slug },
    languageAlias: { caddyfile: 'nginx', haproxy: 'nginx' },
  },
  // Files of the repository outside of docs are not part of the site.
  ignoreDeadLinks: [/^https?:\/\/localhost/, /CONTRIBUTING$/],
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: {
        nav: [
          { text: 'Guide', link: '/guide/getting-started' },
          { text: 'Reference', link: '/reference/options' },
          { text: 'API', link: '/api/' },
        ],
        sidebar: [...sidebar(ENGLISH), apiSidebar()],
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      link: '/zh/getting-started',
      themeConfig: { sidebar: sidebar(CHINESE) },
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    i18nRouting: false,
  },
});
