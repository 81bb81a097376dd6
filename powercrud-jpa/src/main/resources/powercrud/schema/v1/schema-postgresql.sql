-- PowerCRUD, schema version 1, for PostgreSQL. ${prefix} stands for the prefix of all names.
-- All times are UTC.

CREATE TABLE IF NOT EXISTS ${prefix}task (
  task_key        VARCHAR(64) COLLATE "C" NOT NULL PRIMARY KEY,
  root_key        VARCHAR(64) COLLATE "C" NOT NULL,
  parent_key      VARCHAR(64) COLLATE "C",
  parent_slot     VARCHAR(64) COLLATE "C",
  on_failure      VARCHAR(24)             NOT NULL,
  manager_name    VARCHAR(100)            NOT NULL,
  task_type       VARCHAR(100)            NOT NULL,
  payload_version INT                     NOT NULL,
  payload         TEXT                    NOT NULL,
  status          VARCHAR(24)             NOT NULL,
  stage           VARCHAR(12)             NOT NULL,
  own_status      VARCHAR(24),
  user_name       VARCHAR(255)            NOT NULL,
  caller          TEXT                    NOT NULL,
  reason          VARCHAR(1000),
  idempotency_key VARCHAR(200),
  request_hash    VARCHAR(64),
  total           BIGINT                  NOT NULL,
  claim_until     TIMESTAMP(6),
  timeout_ms      BIGINT,
  deadline        TIMESTAMP(6),
  tree_deadline   TIMESTAMP(6),
  priority        SMALLINT      NOT NULL DEFAULT 0,
  start_at        TIMESTAMP(6),
  created_at      TIMESTAMP(6)            NOT NULL,
  started_at      TIMESTAMP(6),
  unknown_since   TIMESTAMP(6),
  finished_at     TIMESTAMP(6),
  result          TEXT,
  error           VARCHAR(4000),
  escaped_work    VARCHAR(200),
  CONSTRAINT ${prefix}task_request UNIQUE (user_name, idempotency_key)
);
CREATE INDEX IF NOT EXISTS ${prefix}task_newest ON ${prefix}task (created_at, task_key);
CREATE INDEX IF NOT EXISTS ${prefix}task_status ON ${prefix}task (status, created_at);
CREATE INDEX IF NOT EXISTS ${prefix}task_ended ON ${prefix}task (finished_at);
CREATE INDEX IF NOT EXISTS ${prefix}task_parent ON ${prefix}task (parent_key);
CREATE INDEX IF NOT EXISTS ${prefix}task_root ON ${prefix}task (root_key);

CREATE TABLE IF NOT EXISTS ${prefix}fence (
  task_key VARCHAR(64) COLLATE "C" NOT NULL PRIMARY KEY,
  attempt  INT                     NOT NULL
);

CREATE TABLE IF NOT EXISTS ${prefix}children (
  slot          VARCHAR(64) COLLATE "C" NOT NULL PRIMARY KEY,
  task_key      VARCHAR(64) COLLATE "C" NOT NULL,
  open_children BIGINT                  NOT NULL
);
CREATE INDEX IF NOT EXISTS ${prefix}children_task ON ${prefix}children (task_key);

CREATE TABLE IF NOT EXISTS ${prefix}cursor (
  task_key  VARCHAR(64) COLLATE "C" NOT NULL PRIMARY KEY,
  position  BIGINT                  NOT NULL,
  changed   BIGINT                  NOT NULL,
  unchanged BIGINT                  NOT NULL,
  failed    BIGINT                  NOT NULL,
  skipped   BIGINT                  NOT NULL
);

CREATE TABLE IF NOT EXISTS ${prefix}progress (
  task_key   VARCHAR(64) COLLATE "C" NOT NULL PRIMARY KEY,
  done       BIGINT                  NOT NULL,
  total      BIGINT                  NOT NULL,
  message    VARCHAR(500),
  updated_at TIMESTAMP(6)            NOT NULL
);

CREATE TABLE IF NOT EXISTS ${prefix}record (
  entity_type VARCHAR(100) COLLATE "C" NOT NULL,
  record_id   VARCHAR(400) COLLATE "C" NOT NULL,
  root_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  task_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  seq         BIGINT,
  scope       CHAR(1)                  NOT NULL,
  held        SMALLINT,
  left_out    VARCHAR(1000),
  reserved_at TIMESTAMP(6)             NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS ${prefix}record_held ON ${prefix}record (entity_type, record_id) WHERE held = 1;
CREATE INDEX IF NOT EXISTS ${prefix}record_task ON ${prefix}record (task_key, seq);

CREATE TABLE IF NOT EXISTS ${prefix}outcome (
  task_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  seq         BIGINT                   NOT NULL,
  outcome     CHAR(1)                  NOT NULL,
  reason      VARCHAR(1000),
  entity_type VARCHAR(100) COLLATE "C" NOT NULL,
  records     INT                      NOT NULL,
  record_ids  TEXT                     NOT NULL,
  PRIMARY KEY (task_key, seq)
);

CREATE TABLE IF NOT EXISTS ${prefix}exclusive (
  entity_type VARCHAR(100) COLLATE "C" NOT NULL,
  record_id   VARCHAR(400) COLLATE "C" NOT NULL,
  root_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  task_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  since_at    TIMESTAMP(6)             NOT NULL,
  PRIMARY KEY (entity_type, record_id)
);
CREATE INDEX IF NOT EXISTS ${prefix}exclusive_task ON ${prefix}exclusive (task_key);

CREATE TABLE IF NOT EXISTS ${prefix}wait (
  wait_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  task_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  root_key    VARCHAR(64) COLLATE "C"  NOT NULL,
  attempt     INT                      NOT NULL,
  holder_key  VARCHAR(64) COLLATE "C"  NOT NULL,
  entity_type VARCHAR(100) COLLATE "C" NOT NULL,
  record_id   VARCHAR(400) COLLATE "C" NOT NULL,
  since_at    TIMESTAMP(6)             NOT NULL,
  until_at    TIMESTAMP(6)             NOT NULL,
  PRIMARY KEY (wait_key, holder_key)
);
CREATE INDEX IF NOT EXISTS ${prefix}wait_task ON ${prefix}wait (task_key);
CREATE INDEX IF NOT EXISTS ${prefix}wait_root ON ${prefix}wait (root_key);
CREATE INDEX IF NOT EXISTS ${prefix}wait_holder ON ${prefix}wait (holder_key);

CREATE TABLE IF NOT EXISTS ${prefix}queue (
  task_name            VARCHAR(100) NOT NULL,
  task_instance        VARCHAR(100) NOT NULL,
  task_data            BYTEA,
  execution_time       TIMESTAMP(6) NOT NULL,
  picked               BOOLEAN      NOT NULL,
  picked_by            VARCHAR(100),
  last_success         TIMESTAMP(6),
  last_failure         TIMESTAMP(6),
  consecutive_failures INT,
  last_heartbeat       TIMESTAMP(6),
  version              BIGINT       NOT NULL,
  priority             SMALLINT     NOT NULL DEFAULT 0,
  seq                  BIGINT       GENERATED BY DEFAULT AS IDENTITY,
  task_type            VARCHAR(100),
  user_name            VARCHAR(255),
  begins               BOOLEAN      NOT NULL DEFAULT FALSE,
  place                SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX IF NOT EXISTS ${prefix}queue_due ON ${prefix}queue (execution_time);
CREATE INDEX IF NOT EXISTS ${prefix}queue_order ON ${prefix}queue (picked, priority DESC, execution_time, seq);
CREATE INDEX IF NOT EXISTS ${prefix}queue_place ON ${prefix}queue (place) WHERE place IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${prefix}queue_waiting ON ${prefix}queue (priority DESC, seq) WHERE place IS NULL AND NOT picked;
CREATE INDEX IF NOT EXISTS ${prefix}queue_heartbeat ON ${prefix}queue (last_heartbeat);

CREATE TABLE IF NOT EXISTS ${prefix}pause (
  task_type VARCHAR(100)  NOT NULL PRIMARY KEY,
  paused_by VARCHAR(255)  NOT NULL,
  paused_at TIMESTAMP(6)  NOT NULL,
  reason    VARCHAR(1000) NOT NULL
);
