import { defineConfig } from 'vite';

// The build is checked in (Api/wwwroot), and a test builds it again and compares: nothing in it may depend on the machine.
export default defineConfig({
  base: '/',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: process.env.CONCERT_PAGE_OUT ?? '../Api/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // The browsers of that target load modules by themselves; and nothing may stand inline under our policy.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rollupOptions: { input: { index: 'index.html', admin: 'admin.html' } },
  },
  server: { proxy: { '/v1': process.env.CONCERT_API ?? 'http://localhost:5080' } },
});
