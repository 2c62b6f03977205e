// `npm run generate`: writes every generated file.
import { fileURLToPath } from "node:url";
import { writeGeneratedFiles } from "./generated-files.ts";

await writeGeneratedFiles(fileURLToPath(new URL("../", import.meta.url)));
