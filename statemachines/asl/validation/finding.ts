/** What is wrong with a definition, in the form of ValidateStateMachineDefinition's diagnostics. */
export interface Finding {
  severity: "ERROR" | "WARNING";
  code: string;
  message: string;
  /** `/States/A/Choices[0]/Next`; none for what concerns no place. */
  location?: string;
}

/** Collects findings in the order in which they are found. */
export class Findings {
  readonly all: Finding[] = [];

  error(code: string, message: string, location?: string): void {
    this.all.push({ severity: "ERROR", code, message, ...(location === undefined ? {} : { location }) });
  }

  schema(message: string, location: string): void {
    this.error("SCHEMA_VALIDATION_FAILED", message, location);
  }

  warning(code: string, message: string, location: string): void {
    this.all.push({ severity: "WARNING", code, message, location });
  }
}
