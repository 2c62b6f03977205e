// What `npm run deploy -- emulator` does: the part of the stack that an emulator of AWS can hold, by plain CloudFormation.
import { runCdk } from "../commands/cdk.ts";
import { assemblyDir } from "../commands/folders.ts";
import { synthesise } from "../commands/synthesise.ts";
import { emulator } from "../config/emulator.ts";
import { deploymentOf, parseConfig } from "../config/read-config.ts";
import { cdkArguments } from "./cdk-arguments.ts";
import { describeLeftOut } from "./describe-left-out.ts";
import { writeEmulatorAssembly } from "./emulator-assembly.ts";
import { readEnvironment } from "./read-environment.ts";

const { endpoint, databaseUrl } = readEnvironment(process.env);
const config = parseConfig(emulator, "infra/config/emulator.ts");
const deployment = deploymentOf(config);
const source = await synthesise(config);
const assembly = writeEmulatorAssembly(source, assemblyDir("emulator-plain"), deployment);
process.stdout.write(`${describeLeftOut(assembly.partsLeftOut, assembly.leftOut)}\n\nTo ${endpoint}:\n`);
await runCdk(assembly.directory, cdkArguments(deployment, databaseUrl, `${source}/outputs.json`));
