import index from "../../../../samples/index.json";

export interface Sample {
  name: string;
  title: string;
  description: string;
  walls: number;
  source: string;
  licence: string;
  url: string;
}

// The files become hashed assets of the build.
const urls = import.meta.glob<string>(["../../../../samples/*.json", "!../../../../samples/index.json"], {
  query: "?url",
  import: "default",
  eager: true,
});

export const SAMPLES: readonly Sample[] = index.map(({ file, ...sample }) => {
  const url = urls[`../../../../samples/${file}`];
  if (url === undefined) throw new Error(`samples/index.json lists ${file}, which does not exist.`);
  return { ...sample, url };
});
