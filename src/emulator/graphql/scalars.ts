import type { ValueNode } from "graphql";
import { GraphQLError, Kind } from "graphql";

/** How a scalar reads its input. */
export interface ScalarCodec {
  parseValue(value: unknown): unknown;
  parseLiteral(node: ValueNode): unknown;
}

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WHOLE = /^-?\d+$/;

/** `Decimal` takes a JSON number or its text, `Long` a whole number; everything else keeps GraphQL's behaviour. */
export const SCALARS: Readonly<Record<string, ScalarCodec>> = {
  Decimal: numberCodec("Decimal", DECIMAL),
  Long: numberCodec("Long", WHOLE),
};

function numberCodec(name: string, pattern: RegExp): ScalarCodec {
  const parse = (value: unknown): number => {
    const text = typeof value === "number" ? String(value) : value;
    const number = typeof text === "string" && pattern.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(number)) {
      throw new GraphQLError(`${name} cannot represent the value ${JSON.stringify(value) ?? String(value)}.`);
    }
    return number;
  };
  return {
    parseValue: parse,
    parseLiteral: (node) => {
      const isText = node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING;
      return parse(isText ? node.value : undefined);
    },
  };
}
