import { search } from "@jmespath-community/jmespath";
import { UsageError } from "../errors.ts";
import { withPlainNumbers } from "./serialise.ts";

/**
 * Selects from data with a JMESPath expression.
 * @throws {UsageError} if the expression does not parse or is applied to the wrong kind of value.
 */
export function selectWithJmesPath(data: unknown, expression: string): unknown {
  try {
    return search(withPlainNumbers(data) as Parameters<typeof search>[0], expression);
  } catch (cause) {
    throw new UsageError(`--query is not a valid JMESPath expression here: ${(cause as Error).message}`, {
      code: "invalid_query",
      suggestion: "See https://jmespath.org for the language; quote the expression for your shell.",
    });
  }
}
