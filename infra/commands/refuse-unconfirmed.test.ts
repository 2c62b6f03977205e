import { describe, expect, test } from "vitest";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { refuseUnconfirmed } from "./refuse-unconfirmed.ts";

describe("refuseUnconfirmed()", () => {
  test.each([[[]], [["--confirm"]], [["--confirm", "prod"]], [["--yes-delete-production"]]])(
    "refuses to destroy dev with %j",
    (flags) => {
      expect(() => refuseUnconfirmed(dev, flags)).toThrow("repeat its name: --confirm dev");
    },
  );

  test("takes the name of an environment, said twice", () => {
    expect(() => refuseUnconfirmed(dev, ["--confirm", "dev"])).not.toThrow();
  });

  test("refuses production until that is said too", () => {
    expect(() => refuseUnconfirmed(prod, ["--confirm", "prod"])).toThrow("prod is production");
    expect(() => refuseUnconfirmed(prod, ["--yes-delete-production"])).toThrow("repeat its name");
    const flags = ["--confirm", "prod", "--yes-delete-production"];
    expect(() => refuseUnconfirmed(prod, flags)).not.toThrow();
  });
});
