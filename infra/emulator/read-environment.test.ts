import { expect, test } from "vitest";
import { readEnvironment } from "./read-environment.ts";

const right = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
  EMULATOR_DATABASE_URL: "postgres://hil:secret@172.17.0.1:5432/hil",
};

test("reads where the emulator and its database are", () => {
  expect(readEnvironment(right)).toEqual({
    endpoint: right.AWS_ENDPOINT_URL,
    databaseUrl: right.EMULATOR_DATABASE_URL,
  });
});

test.each([
  [{}, /AWS_ENDPOINT_URL is the emulator's[\s\S]*EMULATOR_DATABASE_URL is a PostgreSQL/],
  [{ ...right, AWS_ENDPOINT_URL: "https://sts.amazonaws.com" }, /set:\n {2}AWS_ENDPOINT_URL is/],
  [{ ...right, EMULATOR_DATABASE_URL: "mysql://h" }, /set:\n {2}EMULATOR_DATABASE_URL is/],
])("refuses %j", (environment, message) => {
  expect(() => readEnvironment(environment)).toThrow(message);
});
