import { readdirSync } from "node:fs";
import { URL } from "node:url";

import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("src/features", import.meta.url));

/** Imports flow one way: lib, api and components know no feature, and a feature knows no other and no page. */
const zones = [
  {
    files: ["src/{api,components,lib,theme}/**"],
    rules: forbid(["@/features/*", "@/pages/*"], "Shared code knows no feature and no page."),
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: forbid(
      ["@/pages/*", ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`)],
      "A feature knows no other feature; pages put them together.",
    ),
  })),
];

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
  ...zones,
);
