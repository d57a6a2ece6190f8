import { distance } from "fastest-levenshtein";

/** The candidates that a mistyped word most likely meant, nearest first; at most three, none if all are far off. */
export function suggest(word: string, candidates: readonly string[]): readonly string[] {
  const typed = word.toLowerCase();
  return candidates
    .map((candidate) => {
      const name = candidate.toLowerCase();
      const contained = typed.length >= 4 && (name.includes(typed) || (name.length >= 4 && typed.includes(name)));
      return { candidate, score: contained ? 0.5 : distance(typed, name) };
    })
    .filter(({ candidate, score }) => score <= (candidate.length < 4 ? 1 : Math.max(2, candidate.length * 0.35)))
    .sort((left, right) => left.score - right.score || left.candidate.length - right.candidate.length)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** "Did you mean A or B?", or undefined without a candidate. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const near = suggest(word, candidates);
  if (near.length === 0) return undefined;
  const names = near.length === 1 ? near[0] : `${near.slice(0, -1).join(", ")} or ${near.at(-1)}`;
  return `Did you mean ${names}?`;
}
