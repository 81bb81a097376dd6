-- PowerCRUD, schema version 1, for MariaDB. ${prefix} stands for the prefix of all names.
-- All times are UTC.

CREATE TABLE IF NOT EXISTS ${prefix}task (
  task_key        VARCHAR(64)   NOT NULL PRIMARY KEY,
  root_key        VARCHAR(64)   NOT NULL,
  parent_key      VARCHAR(64),
  parent_slot     VARCHAR(64),
  on_failure      VARCHAR(24)   NOT NULL,
  manager_name    VARCHAR(100)  NOT NULL,
  task_type       VARCHAR(100)  NOT NULL,
  payload_version INT           NOT NULL,
  payload         LONGTEXT      NOT NULL,
  status          VARCHAR(24)   NOT NULL,
  stage           VARCHAR(12)   NOT NULL,
  own_status      VARCHAR(24),
  user_name       VARCHAR(255)  NOT NULL,
  caller          LONGTEXT      NOT NULL,
  reason          VARCHAR(1000),
  idempotency_key VARCHAR(200),
  request_hash    VARCHAR(64),
  total           BIGINT        NOT NULL,
  claim_until     DATETIME(6),
  timeout_ms      BIGINT,
  deadline        DATETIME(6),
  tree_deadline   DATETIME(6),
  priority        SMALLINT      NOT NULL DEFAULT 0,
  start_at        DATETIME(6),
  created_at      DATETIME(6)   NOT NULL,
  started_at      DATETIME(6),
  unknown_since   DATETIME(6),
  finished_at     DATETIME(6),
  result          LONGTEXT,
  error           VARCHAR(4000),
  escaped_work    VARCHAR(200),
  CONSTRAINT ${prefix}task_request UNIQUE (user_name, idempotency_key),
  KEY ${prefix}task_newest (created_at, task_key),
  KEY ${prefix}task_status (status, created_at),
  KEY ${prefix}task_ended (finished_at),
  KEY ${prefix}task_parent (parent_key),
  KEY ${prefix}task_root (root_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}fence (
  task_key VARCHAR(64) NOT NULL PRIMARY KEY,
  attempt  INT         NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}children (
  slot          VARCHAR(64) NOT NULL PRIMARY KEY,
  task_key      VARCHAR(64) NOT NULL,
  open_children BIGINT      NOT NULL,
  KEY ${prefix}children_task (task_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}cursor (
  task_key  VARCHAR(64) NOT NULL PRIMARY KEY,
  position  BIGINT      NOT NULL,
  changed   BIGINT      NOT NULL,
  unchanged BIGINT      NOT NULL,
  failed    BIGINT      NOT NULL,
  skipped   BIGINT      NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}progress (
  task_key   VARCHAR(64)  NOT NULL PRIMARY KEY,
  done       BIGINT       NOT NULL,
  total      BIGINT       NOT NULL,
  message    VARCHAR(500),
  updated_at DATETIME(6)  NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}record (
  entity_type VARCHAR(100)  NOT NULL,
  record_id   VARCHAR(400)  NOT NULL,
  root_key    VARCHAR(64)   NOT NULL,
  task_key    VARCHAR(64)   NOT NULL,
  seq         BIGINT,
  scope       CHAR(1)       NOT NULL,
  held        SMALLINT,
  left_out    VARCHAR(1000),
  reserved_at DATETIME(6)   NOT NULL,
  UNIQUE KEY ${prefix}record_held (entity_type, record_id, held),
  KEY ${prefix}record_task (task_key, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}outcome (
  task_key    VARCHAR(64)   NOT NULL,
  seq         BIGINT        NOT NULL,
  outcome     CHAR(1)       NOT NULL,
  reason      VARCHAR(1000),
  entity_type VARCHAR(100)  NOT NULL,
  records     INT           NOT NULL,
  record_ids  LONGTEXT      NOT NULL,
  PRIMARY KEY (task_key, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}exclusive (
  entity_type VARCHAR(100) NOT NULL,
  record_id   VARCHAR(400) NOT NULL,
  root_key    VARCHAR(64)  NOT NULL,
  task_key    VARCHAR(64)  NOT NULL,
  since_at    DATETIME(6)  NOT NULL,
  PRIMARY KEY (entity_type, record_id),
  KEY ${prefix}exclusive_task (task_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}wait (
  wait_key    VARCHAR(64)  NOT NULL,
  task_key    VARCHAR(64)  NOT NULL,
  root_key    VARCHAR(64)  NOT NULL,
  attempt     INT          NOT NULL,
  holder_key  VARCHAR(64)  NOT NULL,
  entity_type VARCHAR(100) NOT NULL,
  record_id   VARCHAR(400) NOT NULL,
  since_at    DATETIME(6)  NOT NULL,
  until_at    DATETIME(6)  NOT NULL,
  PRIMARY KEY (wait_key, holder_key),
  KEY ${prefix}wait_task (task_key),
  KEY ${prefix}wait_root (root_key),
  KEY ${prefix}wait_holder (holder_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}queue (
  task_name            VARCHAR(100) NOT NULL,
  task_instance        VARCHAR(100) NOT NULL,
  task_data            LONGBLOB,
  execution_time       DATETIME(6)  NOT NULL,
  picked               BOOLEAN      NOT NULL,
  picked_by            VARCHAR(100),
  last_success         DATETIME(6),
  last_failure         DATETIME(6),
  consecutive_failures INT,
  last_heartbeat       DATETIME(6),
  version              BIGINT       NOT NULL,
  priority             SMALLINT     NOT NULL DEFAULT 0,
  seq                  BIGINT       NOT NULL AUTO_INCREMENT,
  task_type            VARCHAR(100),
  user_name            VARCHAR(255),
  begins               BOOLEAN      NOT NULL DEFAULT FALSE,
  place                SMALLINT,
  PRIMARY KEY (task_name, task_instance),
  UNIQUE KEY ${prefix}queue_seq (seq),
  KEY ${prefix}queue_due (execution_time),
  KEY ${prefix}queue_order (picked, priority DESC, execution_time, seq),
  KEY ${prefix}queue_place (place, picked, priority DESC, seq),
  KEY ${prefix}queue_heartbeat (last_heartbeat)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS ${prefix}pause (
  task_type VARCHAR(100)  NOT NULL PRIMARY KEY,
  paused_by VARCHAR(255)  NOT NULL,
  paused_at DATETIME(6)   NOT NULL,
  reason    VARCHAR(1000) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
