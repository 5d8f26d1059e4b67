import purgeCSSPlugin from "@fullhuman/postcss-purgecss";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  css: {
    postcss: {
      plugins: [
        // Drop what no page uses: Tabler whole is over 500 KB. Server-made SVG and template tags in Python
        // name classes too. Pruned before names are hashed, so a new name always means new content.
        purgeCSSPlugin({
          content: ["../src/dabiao/**/templates/**/*.html", "../src/dabiao/**/*.py", "src/**/*.ts"],
          variables: true,
          keyframes: true,
          safelist: ["htmx-request", "htmx-swapping"],
        }),
      ],
    },
  },
  build: {
    outDir: "../src/dabiao/site/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2020", // office desks run browsers that are some years old
    chunkSizeWarningLimit: 600, // the chart island, loaded only when a chart comes near: about 150 KB compressed
    rollupOptions: { input: { app: "src/app.ts", charts: "src/charts.ts" } },
  },
});
