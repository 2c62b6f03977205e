import type { Json, JsonObject } from "../asl/types.ts";
import type { EvaluationScope, StatesBinding } from "./jsonata/scope.ts";
import type { IntrinsicScope } from "./json-path/intrinsics.ts";
import type { Execution } from "./execution.ts";
import { contextObject, type MapItem } from "./context-object.ts";
import type { StateFrame } from "./types.ts";

/** What the fields of a state see, in either query language, at one moment of its life. */
export class FieldScope implements EvaluationScope, IntrinsicScope, StatesBinding {
  readonly input: Json;
  result?: Json;
  errorOutput?: Json;
  /** What `$` is in JSONPath. */
  data: Json;
  private readonly execution: Execution;
  private readonly frame: StateFrame;
  private readonly mapItem: MapItem | undefined;
  private contextValue: Json | undefined;

  constructor(execution: Execution, frame: StateFrame, mapItem?: MapItem) {
    this.execution = execution;
    this.frame = frame;
    this.input = frame.input;
    this.data = frame.input;
    this.mapItem = mapItem;
  }

  get stateName(): string {
    return this.frame.state;
  }

  get enteredEventId(): number {
    return this.frame.enteredEventId;
  }

  get states(): StatesBinding {
    return this;
  }

  get nowMs(): number {
    return this.execution.environment.nowMs;
  }

  random(): number {
    return this.execution.environment.random();
  }

  uuid(): string {
    return this.execution.environment.uuid();
  }

  context(): Json {
    this.contextValue ??=
      this.execution.observer?.context(this.frame) ?? contextObject(this.execution, this.frame, this.mapItem);
    return this.contextValue;
  }

  variable(name: string): Json | undefined {
    return this.execution.variable(this.frame, name);
  }

  variables(): JsonObject {
    return this.execution.variables(this.frame);
  }

  await(run: () => Promise<unknown>): unknown {
    return this.execution.memo.await(run);
  }

  withResult(result: Json): this {
    this.result = result;
    return this;
  }

  withError(errorOutput: Json): this {
    this.errorOutput = errorOutput;
    return this;
  }
}
