import { describe, expect, test } from "vitest";
import { dev } from "./dev.ts";
import { prod } from "./prod.ts";
import { parseConfig, readConfig } from "./read-config.ts";
import { staging } from "./staging.ts";

describe("readConfig()", () => {
  test.each([dev, staging, prod])("takes the configuration that ships: $environment", (config) => {
    expect(readConfig(config.environment)).toEqual(config);
  });

  test("names the environments that there are", () => {
    expect(() => readConfig("qa")).toThrow("There is no environment qa; there are dev, staging, prod.");
  });
});

describe("parseConfig()", () => {
  const refused: [string, object, string, string][] = [
    ["an unknown region", { region: "eu-west-9" }, "region", "not a region of AWS"],
    [
      "a zone of another region",
      { availabilityZones: ["us-east-1a", "eu-west-1b"] },
      "availabilityZones[0]",
      "not a zone of eu-west-1",
    ],
    ["a single zone", { availabilityZones: ["eu-west-1a"] }, "availabilityZones", ">=2"],
    ["production without a domain", { domain: null }, "domain", "a domain of its own"],
    [
      "a certificate of another region",
      {
        domain: {
          name: "desk.example.com",
          certificateArn: "arn:aws:acm:eu-west-1:333333333333:certificate/0",
        },
      },
      "domain.certificateArn",
      "us-east-1",
    ],
    ["a budget below zero", { monthlyBudgetUsd: -1 }, "monthlyBudgetUsd", "zero or more"],
    ["an account that is none", { account: "123" }, "account", "12 digits"],
    ["an engine that cannot be", { database: { engineVersion: "latest" } }, "database.engineVersion", "18.3"],
    ["mail from nobody", { mail: { by: "ses", from: "desk" } }, "mail.from", "email"],
    ["mail by a server at no port", { mail: { by: "smtp", port: 0 } }, "mail.port", ">=1"],
    ["no concurrency at all", { reservedConcurrency: { api: 0 } }, "reservedConcurrency.api", ">0"],
    [
      "code agents without S3's addresses",
      { codeAgents: { imageTag: "1" } },
      "codeAgents.s3PrefixListId",
      "expected string",
    ],
    [
      "an issuer that is no address",
      { identity: { issuer: "sso", audience: "hil", jwksUrl: "https://sso.example.com/jwks" } },
      "identity.issuer",
      "URL",
    ],
    ["a field that nobody reads", { budget: 10 }, "", "budget"],
  ];

  test.each(refused)("refuses %s", (_, change, field, reason) => {
    const parse = () => parseConfig({ ...prod, ...change }, "infra/config/prod.ts");
    expect(parse).toThrow("infra/config/prod.ts is wrong:");
    expect(parse).toThrow(`${field}: `);
    expect(parse).toThrow(reason);
  });

  test("names every mistake at once", () => {
    const wrong = { ...prod, region: "moon", monthlyBudgetUsd: -5 };
    expect(() => parseConfig(wrong, "prod.ts")).toThrow(/region: [^]*monthlyBudgetUsd: /);
  });

  test("names everything that is wrong at once, within fields and between them", () => {
    const wrong = { ...dev, region: "eu-west-9", monthlyBudgetUsd: -1, posture: "production", domain: null };
    const parse = () => parseConfig(wrong, "infra/config/dev.ts");
    for (const field of ["region", "monthlyBudgetUsd", "availabilityZones[0]", "domain"])
      expect(parse).toThrow(new RegExp(`^  ${field.replace(/[[\]]/g, "\\$&")}: `, "m"));
  });
});
