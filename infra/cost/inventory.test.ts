import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildApp } from "../app.ts";
import { readConfig } from "../config/read-config.ts";
import { topology } from "../topology.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";

const folder = mkdtempSync(join(tmpdir(), "hil-cost-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** Every resource of an environment's templates; bundles hold nothing. */
function synthesised(environment: string): Resource[] {
  process.env["CDK_VALIDATION"] = "false";
  const bundlesDir = join(folder, "bundles");
  for (const name of Object.keys(topology.functions)) {
    mkdirSync(join(bundlesDir, name), { recursive: true });
    writeFileSync(join(bundlesDir, name, "index.mjs"), "export const handler = async () => ({});\n");
  }
  const codeAgents = { imageTag: "1.0.0", s3PrefixListId: "pl-6da54004" };
  const config = { ...readConfig(environment), codeAgents };
  const { stacks } = buildApp(config, { bundlesDir, outdir: join(folder, environment) }).synth();
  return stacks.flatMap(({ template }) =>
    Object.values((template as { Resources: Record<string, Resource> }).Resources),
  );
}

describe.each(["dev", "prod"])("inventoryOf(%s)", (environment) => {
  let resources: Resource[];
  let inventory: Inventory;
  const ofType = (type: string) => resources.filter(({ Type }) => Type === `AWS::${type}`);
  const listIn = ({ Properties }: Resource, name: string) => Properties[name] as unknown[] | undefined;

  beforeAll(() => {
    resources = synthesised(environment);
    const codeAgents = { imageTag: "1.0.0", s3PrefixListId: "pl-6da54004" };
    inventory = inventoryOf({ ...readConfig(environment), codeAgents }, topology);
  });

  test("counts what the templates hold", () => {
    expect({
      natGateways: ofType("EC2::NatGateway").length,
      databaseInstances: ofType("RDS::DBInstance").length,
      secrets: ofType("SecretsManager::Secret").length,
      encryptionKeys: ofType("KMS::Key").length,
      dashboards: ofType("CloudWatch::Dashboard").length,
      polledQueues: ofType("Lambda::EventSourceMapping").length,
    }).toEqual({
      natGateways: inventory.natGateways,
      databaseInstances: inventory.databaseInstances,
      secrets: inventory.secrets,
      encryptionKeys: inventory.encryptionKeys,
      dashboards: inventory.dashboards,
      polledQueues: inventory.polledQueues,
    });
  });

  test("counts each metric that an alarm looks at, as CloudWatch bills them", () => {
    const metrics = ofType("CloudWatch::Alarm").map((alarm) => {
      const expressions = listIn(alarm, "Metrics") as { MetricStat?: unknown }[] | undefined;
      return expressions?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
    });
    expect(metrics.reduce((total, count) => total + count, 0)).toBe(inventory.alarmMetrics);
  });

  test("counts the metrics of the dashboard, of which fifty are free", () => {
    const [dashboard] = ofType("CloudWatch::Dashboard");
    const body = JSON.stringify(dashboard?.Properties["DashboardBody"]);
    expect(body.match(/\[\\*"AWS\//g)?.length).toBe(inventory.dashboardMetrics);
  });

  test("counts network cards of interface endpoints", () => {
    const endpoints = ofType("EC2::VPCEndpoint").filter(
      ({ Properties }) => Properties["VpcEndpointType"] === "Interface",
    );
    const cards = endpoints.reduce(
      (total, endpoint) => total + (listIn(endpoint, "SubnetIds")?.length ?? 0),
      0,
    );
    expect(cards).toBe(inventory.endpointCards);
  });

  test("counts the firewall's rules", () => {
    const [acl] = ofType("WAFv2::WebACL");
    expect(acl === undefined ? null : listIn(acl, "Rules")?.length).toBe(inventory.firewallRules);
  });
});
