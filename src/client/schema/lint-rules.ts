import {
  type ASTNode,
  type ASTVisitor,
  ExecutableDefinitionsRule,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  GraphQLError,
  getNamedType,
  isInputObjectType,
  isInputType,
  Kind,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownTypeNamesRule,
  LoneAnonymousOperationRule,
  NoDeprecatedCustomRule,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  SingleFieldSubscriptionsRule,
  type StringValueNode,
  UniqueArgumentNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueFragmentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationNamesRule,
  UniqueVariableNamesRule,
  type ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  VariablesAreInputTypesRule,
  VariablesInAllowedPositionRule,
} from "graphql";
import { findEventType } from "../../model/event-types.ts";
import type { LintRule } from "../../model/schema.ts";
import { type ApiVersion, DEFAULT_API_VERSION } from "../../model/versions.ts";
import { type Defined, doubtOf } from "./marks.ts";

/** Rules whose findings do not make a request fail for certain. */
export const WARNINGS: readonly LintRule[] = ["unconfirmed", "deprecated"];

/** The rules of GraphQL, by the name that we give their findings; fragments may be used in another file. */
const STANDARD: readonly (readonly [LintRule, ValidationRule])[] = [
  ["syntax", ExecutableDefinitionsRule],
  ["unknown-field", FieldsOnCorrectTypeRule],
  ["wrong-fragment", FragmentsOnCompositeTypesRule],
  ["unknown-argument", KnownArgumentNamesRule],
  ["directive", KnownDirectivesRule],
  ["unknown-type", KnownTypeNamesRule],
  ["duplicate", LoneAnonymousOperationRule],
  ["wrong-fragment", NoFragmentCyclesRule],
  ["undefined-variable", NoUndefinedVariablesRule],
  ["unused-variable", NoUnusedVariablesRule],
  ["duplicate", OverlappingFieldsCanBeMergedRule],
  ["wrong-fragment", PossibleFragmentSpreadsRule],
  ["missing-argument", ProvidedRequiredArgumentsRule],
  ["selection", ScalarLeafsRule],
  ["selection", SingleFieldSubscriptionsRule],
  ["duplicate", UniqueArgumentNamesRule],
  ["duplicate", UniqueDirectivesPerLocationRule],
  ["duplicate", UniqueFragmentNamesRule],
  ["duplicate", UniqueInputFieldNamesRule],
  ["duplicate", UniqueOperationNamesRule],
  ["duplicate", UniqueVariableNamesRule],
  ["wrong-value", ValuesOfCorrectTypeRule],
  ["variable-type", VariablesAreInputTypesRule],
  ["variable-type", VariablesInAllowedPositionRule],
  ["deprecated", NoDeprecatedCustomRule],
];

/** A finding as a rule reports it, and where in the schema the rule was. */
export interface Report {
  readonly rule: LintRule;
  readonly error: GraphQLError;
  readonly context: ValidationContext;
}

/** All rules, reporting to one place; what a rule knew of its place is read while it reports. */
export function lintRules(version: ApiVersion, report: (found: Report) => void): readonly ValidationRule[] {
  const own: typeof STANDARD = [
    ["unconfirmed", unconfirmed],
    ["event-type", eventTypes],
    // The old names are the only ones that older versions list.
    ...(version === DEFAULT_API_VERSION ? ([["deprecated", deprecatedEventTypes]] as const) : []),
  ];
  return [...STANDARD, ...own].map(([rule, validate]) => (context) => {
    const reportError = (error: GraphQLError): void => report({ rule, error, context });
    return validate(Object.create(context, { reportError: { value: reportError } }) as ValidationContext);
  });
}

/**
 * What must not be sent to the real service without a doubt: INFERRED and NEWEST definitions. What stands below a doubtful
 * field is as doubtful as it, and not said again.
 */
function unconfirmed(context: ValidationContext): ASTVisitor {
  let above = 0;
  const check = (node: ASTNode, what: string, definition: Defined | null | undefined): void => {
    const mark = doubtOf(definition);
    if (mark === undefined || above > 0) return;
    const reason = mark.as === "NEWEST" ? "on pages newer than this version" : "concluded, on no page of this version";
    const note = mark.note === null ? "" : ` (${mark.note})`;
    context.reportError(new GraphQLError(`${what} is ${reason}${note}.`, { nodes: node }));
  };
  return {
    Field: {
      enter(node) {
        check(node, `${context.getParentType()?.name}.${node.name.value}`, context.getFieldDef());
        if (doubtOf(context.getFieldDef()) !== undefined) above += 1;
      },
      leave() {
        if (doubtOf(context.getFieldDef()) !== undefined) above -= 1;
      },
    },
    Argument(node) {
      check(node, `The argument ${node.name.value}`, context.getArgument());
    },
    InlineFragment(node) {
      const name = node.typeCondition?.name.value;
      if (name !== undefined) check(node, `The type ${name}`, context.getSchema().getType(name));
    },
    FragmentDefinition(node) {
      const name = node.typeCondition.name.value;
      check(node.typeCondition, `The type ${name}`, context.getSchema().getType(name));
    },
    EnumValue(node) {
      check(node, `The value ${node.value}`, context.getEnumValue());
    },
    ObjectField(node) {
      const type = getNamedType(context.getParentInputType());
      if (!isInputObjectType(type)) return;
      check(node, `${type.name}.${node.name.value}`, type.getFields()[node.name.value]);
    },
    VariableDefinition(node) {
      let inner = node.type;
      while (inner.kind !== Kind.NAMED_TYPE) inner = inner.type;
      const type = context.getSchema().getType(inner.name.value);
      if (isInputType(type)) check(inner, `The type name ${inner.name.value}`, type);
    },
  };
}

/** The schema takes any text for an event type; the service answers a wrong one with AccessDeniedError. */
function eventTypes(context: ValidationContext): ASTVisitor {
  return atEventTypes(context, ({ value }) => {
    if (/\s/.test(value)) return `The event type "${value}" holds white space.`;
    return findEventType(value) === undefined ? `There is no event type "${value}".` : undefined;
  });
}

function deprecatedEventTypes(context: ValidationContext): ASTVisitor {
  return atEventTypes(context, ({ value }) =>
    findEventType(value)?.deprecated === undefined ? undefined : `The event type ${value} is deprecated.`,
  );
}

function atEventTypes(context: ValidationContext, judge: (node: StringValueNode) => string | undefined): ASTVisitor {
  return {
    ObjectField({ name, value }) {
      if (name.value !== "eventType" || value.kind !== Kind.STRING) return;
      if (getNamedType(context.getParentInputType())?.name !== "CreateEventSubscriptionInput") return;
      const message = judge(value);
      if (message !== undefined) context.reportError(new GraphQLError(message, { nodes: value }));
    },
  };
}
