import { cdkTemplate } from "./cdk.ts";
import { cloudFormationTemplate } from "./cloudformation.ts";
import type { TemplateInput } from "./parts.ts";
import { terraformTemplate } from "./terraform.ts";

/** Languages that a connection can be written in, for those who let other tools make it. */
export const TEMPLATE_KINDS = ["cloudformation", "terraform", "cdk"] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

const WRITERS: Readonly<Record<TemplateKind, (input: TemplateInput) => string | Promise<string>>> = {
  cloudformation: cloudFormationTemplate,
  terraform: terraformTemplate,
  cdk: cdkTemplate,
};

/** Writes what would be made as a template. It asks nothing of AWS. */
export async function writeTemplate(kind: TemplateKind, input: TemplateInput): Promise<string> {
  return WRITERS[kind](input);
}
