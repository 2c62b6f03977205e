/**
 * Raised with every change of the tables. A journal of a newer version is refused, and an older one that UPGRADES does not
 * name: nothing is guessed about data that another release wrote.
 */
export const SCHEMA_VERSION = 2;

const VERSIONS = `
CREATE TABLE published_versions (
  machine_arn TEXT NOT NULL,
  number INTEGER NOT NULL,
  definition_version INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (machine_arn, number)
) WITHOUT ROWID;

CREATE TABLE aliases (
  arn TEXT PRIMARY KEY,
  machine_arn TEXT NOT NULL,
  description TEXT,
  routing TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
`;

/** What a journal of the version lacks that the next one has. */
export const UPGRADES: Readonly<Record<number, string>> = { 1: VERSIONS };

/** The view `history` numbers events `execution id * HISTORY_STRIDE + event id`: no execution may have that many. */
export const HISTORY_STRIDE = 65_536;

export const SCHEMA = `
CREATE TABLE state_machines (
  arn TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  tags TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE definitions (
  arn TEXT NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  role_arn TEXT NOT NULL,
  settings TEXT NOT NULL,
  revision_id TEXT,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (arn, version)
) WITHOUT ROWID;

${VERSIONS}
CREATE TABLE executions (
  id INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  machine_arn TEXT NOT NULL,
  machine_version INTEGER NOT NULL,
  status TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT,
  cause TEXT,
  started_at_ms INTEGER NOT NULL,
  stopped_at_ms INTEGER
);
CREATE INDEX executions_of_machine ON executions (machine_arn, id);
CREATE INDEX executions_running ON executions (id) WHERE status = 'RUNNING';
CREATE INDEX executions_ended ON executions (stopped_at_ms) WHERE stopped_at_ms IS NOT NULL;

-- The state of a running execution: its frames, and under the empty id all the rest. Side by side, a step dirties one page.
CREATE TABLE frames (
  execution_id INTEGER NOT NULL,
  frame_id TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (execution_id, frame_id)
) WITHOUT ROWID;

-- What one step added to a history: the events' JSON texts, a line each. Appended whatever execution it belongs to, because
-- a row for each event, in the order of executions, would touch a page for each execution in a commit.
CREATE TABLE history_steps (
  id INTEGER PRIMARY KEY,
  execution_id INTEGER NOT NULL,
  last_event_id INTEGER NOT NULL,
  events TEXT NOT NULL
);
CREATE INDEX history_steps_of_execution ON history_steps (execution_id, last_event_id);

-- The same event by event, for whoever reads the journal from outside.
CREATE VIEW history AS
  SELECT execution_id * ${HISTORY_STRIDE} + json_extract(value, '$.id') AS id, value AS event
  FROM history_steps, json_each('[' || replace(events, char(10), ',') || ']');

CREATE TABLE tasks (
  execution_id INTEGER NOT NULL,
  task_id TEXT NOT NULL,
  effect TEXT NOT NULL,
  submitted INTEGER NOT NULL,
  PRIMARY KEY (execution_id, task_id)
) WITHOUT ROWID;

CREATE TABLE task_tokens (
  hash TEXT PRIMARY KEY,
  execution_id INTEGER NOT NULL,
  task_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX task_tokens_of_execution ON task_tokens (execution_id);

CREATE TABLE timers (
  execution_id INTEGER NOT NULL,
  timer_id TEXT NOT NULL,
  due_at_ms INTEGER NOT NULL,
  PRIMARY KEY (execution_id, timer_id)
) WITHOUT ROWID;

CREATE TABLE children (
  child_id INTEGER NOT NULL,
  parent_id INTEGER NOT NULL,
  task_id TEXT NOT NULL,
  PRIMARY KEY (child_id, parent_id, task_id)
) WITHOUT ROWID;

CREATE INDEX children_of_parent ON children (parent_id, task_id);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  message_id TEXT NOT NULL,
  body TEXT NOT NULL,
  attributes TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  visible_at_ms INTEGER NOT NULL,
  receive_count INTEGER NOT NULL DEFAULT 0,
  interruptions INTEGER NOT NULL DEFAULT 0,
  first_received_at_ms INTEGER,
  receipt TEXT,
  holder TEXT
);
CREATE INDEX messages_by_visibility ON messages (queue, visible_at_ms, id);

CREATE TABLE invocations (
  id INTEGER PRIMARY KEY,
  function TEXT NOT NULL,
  payload TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at_ms INTEGER NOT NULL,
  dead_letter_queue TEXT
);

CREATE TABLE schedules (name TEXT PRIMARY KEY, due_at_ms INTEGER NOT NULL) WITHOUT ROWID;
`;
