/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the API is; the page's own origin when unset. */
  readonly VITE_API_URL?: string;
}
