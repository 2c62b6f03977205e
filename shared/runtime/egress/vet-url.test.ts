import { describe, expect, test } from "vitest";
import { EgressRefusedError } from "./egress-refused-error.ts";
import { vetUrl } from "./vet-url.ts";

function refusal(text: string, rules = {}): unknown {
  try {
    return vetUrl(text, rules).href;
  } catch (error) {
    if (error instanceof EgressRefusedError) return error.reason;
    throw error;
  }
}

describe("vetUrl()", () => {
  test.each([
    ["https://hooks.example.com", "https://hooks.example.com/"],
    ["https://hooks.example.com/services/T0/B0/x", "https://hooks.example.com/services/T0/B0/x"],
    [
      "https://prod-00.westus.logic.azure.com:443/workflows/a?sp=%2Ftriggers%2Fmanual&sv=1.0",
      "https://prod-00.westus.logic.azure.com/workflows/a?sp=%2Ftriggers%2Fmanual&sv=1.0",
    ],
    ["HTTPS://Hooks.EXAMPLE.com/In", "https://hooks.example.com/In"],
    ["https://xn--bcher-kva.example", "https://xn--bcher-kva.example/"],
    ["https://example.xn--p1ai/", "https://example.xn--p1ai/"],
    ["https://example.com?to=//127.0.0.1", "https://example.com/?to=//127.0.0.1"],
  ])("reads %s", (text, href) => {
    expect(vetUrl(text, {}).href).toBe(href);
  });

  test.each([
    ["http://hooks.example.com/", "not-https"],
    ["hooks.example.com", "not-https"],
    ["//hooks.example.com/", "not-https"],
    ["", "malformed"],
    [`https://example.com/${"a".repeat(2048)}`, "malformed"],
    ["https://example.com/a b", "malformed"],
    ["https://example.com\\@attacker.test", "malformed"],
    ["https://exämple.com/", "malformed"],
    ["https://example.com/\n", "malformed"],
    ["https://user@example.com/", "user-info"],
    ["https://@example.com/", "user-info"],
    ["https://example.com:8443/", "port"],
    ["https://example.com:/", "port"],
    ["https://example.com:0443/", "port"],
    ["https://localhost/", "host"],
    ["https://example.com./", "host"],
    ["https://example..com/", "host"],
    ["https://-example.com/", "host"],
    ["https://example-.com/", "host"],
    ["https://example.c0m/", "host"],
    ["https://exa_mple.com/", "host"],
    ["https://1.1.1.1/", "host"],
    ["https://[2606:4700:4700::1111]/", "host"],
    ["https://example.com%2eattacker.test/", "host"],
    [`https://${"a".repeat(64)}.com/`, "host"],
    [`https://${"a.".repeat(126)}com/`, "host"],
  ])("refuses %s", (text, reason) => {
    expect(refusal(text)).toBe(reason);
  });

  test("takes the operator's origins as they are spelt, and nothing that only begins like them", () => {
    const rules = { origins: ["http://127.0.0.1:8025", "http:"] };
    for (const text of ["http://127.0.0.1:8025/in?x#y", "http://127.0.0.1:8025/"])
      expect(refusal(text, rules)).toBe(text);
    expect(refusal("http://127.0.0.1:8025", rules)).toBe("http://127.0.0.1:8025/");
    for (const text of [
      "http://127.0.0.1:80250/",
      "http://127.0.0.1:8025@example.com/",
      "http://example.com/",
    ])
      expect(refusal(text, rules)).toBe("not-https");
    expect(refusal("http://127.0.0.1:8025/a b", rules)).toBe("malformed");
  });

  test("takes the operator's hosts exactly, or below a wildcard", () => {
    const rules = { hosts: ["api.example.com", "*.wild.example.org"] };
    for (const host of ["api.example.com", "a.wild.example.org", "a.b.wild.example.org"])
      expect(refusal(`https://${host}/`, rules)).toBe(`https://${host}/`);
    for (const host of [
      "xapi.example.com",
      "example.com",
      "wild.example.org",
      "xwild.example.org",
      "api.example.com.evil.test",
    ])
      expect(refusal(`https://${host}/`, rules)).toBe("host-not-allowed");
  });

  test.each(["https://canary@example.com/", "https://canary/", "http://canary.example.com/canary"])(
    "says nothing of the address, which may hold a token: %s",
    (text) => {
      const message = (() => {
        try {
          return vetUrl(text, {}).href;
        } catch (error) {
          return String(error);
        }
      })();
      expect(message).toMatch(/^EgressRefusedError: /);
      expect(message).not.toContain("canary");
    },
  );
});
