import type { ConnectionDesign, Route } from "../connection-design.ts";
import type { Tags } from "../tags.ts";

/** What a template is written from. */
export interface TemplateInput {
  readonly designs: readonly ConnectionDesign[];
  readonly tags: Tags;
}

/** What stands at the head of each template, a sentence a line. */
export function headLines({ designs }: TemplateInput): readonly string[] {
  const makesBus = designs.some(({ routes }) => routes.some((route) => route.makesBus));
  return [
    "Leads events of Buy with Prime into a queue. Written by: bwp events connect --template",
    "The partner event source must exist first: bwp subscribe create",
    ...(makesBus ? ["If a source has its bus already, write this again with --bus and the bus's name."] : []),
    "What is made so is not tagged as made by bwp: disconnect and cleanup leave it alone, and a tail needs --consume.",
  ];
}

/** A design with names for its parts that are different in the whole template: words of letters and digits. */
export interface NamedDesign {
  readonly design: ConnectionDesign;
  /** Empty if there is only one. */
  readonly suffix: string;
  readonly routes: readonly { readonly route: Route; readonly suffix: string }[];
}

/** Gives the parts of several designs different names: numbers, where there are several. */
export function nameDesigns(designs: readonly ConnectionDesign[]): readonly NamedDesign[] {
  return designs.map((design, index) => {
    const suffix = designs.length === 1 ? "" : String(index + 1);
    const routes = design.routes.map((route, at) => {
      const own = design.routes.length === 1 ? "" : String(at + 1);
      return { route, suffix: suffix !== "" && own !== "" ? `${suffix}x${own}` : suffix + own };
    });
    return { design, suffix, routes };
  });
}

/** The event pattern of a route as an object. */
export function patternOf({ pattern }: Route): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(pattern);
}
