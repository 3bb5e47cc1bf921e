import { gzipSync } from "node:zlib";

import type { Plugin, Rollup } from "vite";

const MOST_BYTES = 170_000;

/** Fails the build when what the first page needs before it shows anything is more than 170 kB gzipped. */
export function initialLoad(): Plugin {
  return {
    name: "initial-load",
    apply: "build",
    generateBundle(_, bundle) {
      const files = new Set<string>();
      const add = (name: string) => {
        const file = bundle[name];
        if (!file || files.has(name)) return;
        files.add(name);
        if (file.type === "chunk") [...file.imports, ...styles(file)].forEach(add);
      };
      for (const file of Object.values(bundle)) if (file.type === "chunk" && file.isEntry) add(file.fileName);
      const sizes = [...files].map((name) => [name, gzipSync(content(bundle[name])).length] as const);
      const total = sizes.reduce((sum, [, size]) => sum + size, 0);
      if (total > MOST_BYTES) {
        const list = sizes.map(([name, size]) => `${name}: ${String(size)}`).join(", ");
        this.error(`The first page loads ${String(total)} bytes gzipped, more than ${String(MOST_BYTES)} (${list}).`);
      }
      this.info(`initial load: ${(total / 1000).toFixed(0)} kB gzipped`);
    },
  };
}

function styles(chunk: Rollup.OutputChunk): string[] {
  return [...(chunk.viteMetadata?.importedCss ?? [])];
}

function content(file: Rollup.OutputAsset | Rollup.OutputChunk | undefined): string | Uint8Array {
  if (!file) return "";
  return file.type === "chunk" ? file.code : file.source;
}
