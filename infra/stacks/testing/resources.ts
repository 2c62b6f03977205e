import type { Template } from "aws-cdk-lib/assertions";

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into what CloudFormation's schema describes
type Loose = any;

export interface TemplateResource {
  Type: string;
  Properties: Loose;
  DependsOn?: string[];
  UpdatePolicy?: Loose;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Every resource of a type, by logical id. */
export function resourcesOf(template: Template, type: string): Record<string, TemplateResource> {
  return template.findResources(type) as Record<string, TemplateResource>;
}

/** The resource of a type whose property has this value. @throws Error unless there is exactly one */
export function resourceWith(
  template: Template,
  type: string,
  property: string,
  value: string,
): TemplateResource {
  const found = Object.values(resourcesOf(template, type)).filter(
    (each) => each.Properties[property] === value,
  );
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} with ${property} ${value}`);
  return found[0]!;
}

/** What a resource refers to by `Ref` or `Fn::GetAtt`: a logical id. */
export function idIn(reference: Loose): string {
  return reference.Ref ?? reference["Fn::GetAtt"][0];
}

/** The statements of a role's inline policies, with lists, as they were written: CDK makes a list of one a value. */
export function statementsOf({ Properties }: TemplateResource): Loose[] {
  return (Properties.Policies as Loose[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Loose[])
    .map((statement) => ({
      ...statement,
      Action: [statement.Action].flat(),
      Resource: [statement.Resource].flat(),
    }));
}
