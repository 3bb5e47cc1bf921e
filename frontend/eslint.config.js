import { readdirSync } from "node:fs";
import { URL } from "node:url";

import js from "@eslint/js";
import * as importX from "eslint-plugin-import-x";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("src/features", import.meta.url));

/** The layout: which folders of src/ each may know. What is not named here is out of its sight. */
const LAYERS = {
  lib: [],
  api: ["lib"],
  plan: ["api", "lib"],
  hooks: ["plan", "api", "lib"],
  theme: [],
  components: ["hooks", "plan", "api", "lib"],
};
const FOLDERS = ["pages", "features", "testing", ...Object.keys(LAYERS)];
const layers = Object.entries(LAYERS).map(([folder, known]) => ({
  files: [`src/${folder}/**`],
  ignores: ["src/**/*.test.{ts,tsx}"],
  rules: forbid(
    FOLDERS.filter((other) => other !== folder && !known.includes(other)).map((other) => `@/${other}/*`),
    `${folder}/ may know only ${[folder, ...known].join(", ")}.`,
  ),
}));

/** A feature knows no other feature and no page: pages put features together. */
const zones = features.map((feature) => ({
  files: [`src/features/${feature}/**`],
  rules: forbid(
    ["@/pages/*", ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`)],
    "A feature knows no other feature; pages put them together.",
  ),
}));

function forbid(group, message) {
  const upwards = { regex: "^\\.\\./\\.\\./(?!\\.\\.)", message: "Say where from: @/…" };
  return { "no-restricted-imports": ["error", { patterns: [{ group, message }, upwards] }] };
}

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat["recommended-latest"],
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: ["error", "always"],
      "no-console": "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [
        importX.createNodeResolver({ alias: { "@": [`${import.meta.dirname}/src`] }, extensions: [".ts", ".tsx"] }),
      ],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
    },
    rules: { "import-x/no-cycle": "error" },
  },
  ...layers,
  ...zones,
);
