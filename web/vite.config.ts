import { defineConfig } from 'vite';

// The build is checked in (Api/wwwroot). A test builds it again and compares the bytes, so it must not depend on the machine.
export default defineConfig({
  base: '/',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
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
    rollupOptions: { input: { index: 'index.html', admin: 'admin.html' } },
  },
  // One file without imports, which also browsers without module workers run.
  worker: { format: 'iife' },
  server: { proxy: { '/v1': process.env.CONCERT_API ?? 'http://localhost:5080' } },
});
