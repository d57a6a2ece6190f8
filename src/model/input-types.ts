/** One input type of the API, as the generator takes it from the SDL. */
export type InputTypeFacts =
  | {
      readonly kind: "object";
      /** Field name to type in GraphQL's notation, for example `[AliasInput]!`. */
      readonly fields: Readonly<Record<string, string>>;
      /** Fields that no documentation page confirms (marked INFERRED or NEWEST in the SDL). */
      readonly unconfirmed?: readonly string[];
    }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "scalar" };

/** The input types of one API version, by name. Made from `schema/<version>.graphql` at build time. */
export type InputTypes = Readonly<Record<string, InputTypeFacts>>;
