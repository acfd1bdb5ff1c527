import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';

/** The pages that the service worker stores, by their path. */
const STORED = { '/': 'index.html', '/door': 'door.html' };

/** Writes into the service worker which files each page consists of, so that it stores all of a build or nothing. */
function storedFiles(): Plugin {
  return {
    name: 'concert-stored-files',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const textOf = (name: string) => {
          const file = bundle[name]!;
          return file.type === 'chunk' ? file.code : String(file.source);
        };
        const assets = Object.keys(bundle).filter((name) => name.startsWith('assets/')).sort();
        // A page names its first files, and each file those that it loads later.
        const filesOf = (name: string, found = new Set<string>()): Set<string> => {
          const text = textOf(name);
          for (const asset of assets) {
            if (found.has(asset) || !text.includes(asset.slice('assets/'.length))) continue;
            found.add(asset);
            filesOf(asset, found);
          }

          return found;
        };
        const pages = Object.entries(STORED).filter(([, html]) => html in bundle).map(([path, html]) => [path, {
          files: [...filesOf(html)].sort().map((name) => `/${name}`),
          // A change of the page alone is a new build, too.
          shell: createHash('sha256').update(textOf(html)).digest('hex').slice(0, 12),
        }]);
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk' || worker.imports.length > 0) throw new Error('The service worker must be one file.');
        worker.code = worker.code.replaceAll('__PAGES__', JSON.stringify(Object.fromEntries(pages)));
      },
    },
  };
}

// The build is checked in (Api/wwwroot). A test builds it again and compares the bytes, so it must not depend on the machine.
export default defineConfig({
  base: '/',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  plugins: [storedFiles()],
  build: {
    outDir: process.env.CONCERT_PAGE_OUT ?? '../Api/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // Browsers of that target support module preloading, and the content security policy allows no inline code.
    modulePreload: { polyfill: false },
    // Smaller than esbuild's by a few percent: two passes of compression.
    minify: 'terser',
    terserOptions: { compress: { passes: 2 }, format: { comments: false } },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rollupOptions: {
      input: { index: 'index.html', admin: 'admin.html', door: 'door.html', sw: 'src/sw/worker.ts' },
      // At the root, since a service worker is responsible for the paths below its own; browsers find a new one by the same name.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  // One file without imports, which also browsers without module workers run.
  worker: { format: 'iife' },
  server: { proxy: { '/v1': process.env.CONCERT_API ?? 'http://localhost:5080' } },
});
