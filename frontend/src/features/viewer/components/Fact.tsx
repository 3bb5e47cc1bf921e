interface Props {
  term: string;
  children: string;
}

/** A figure and its name, in a description list. */
export function Fact({ term, children }: Props) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
