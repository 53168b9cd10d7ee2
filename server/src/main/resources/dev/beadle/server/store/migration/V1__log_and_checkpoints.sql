-- Runs unchanged on SQLite and on PostgreSQL.

-- The log as a whole: one row, or none while the store is empty. The positions and checksums of its
-- two ends are kept, so that entries that are missing there are noticed too.
CREATE TABLE beadle_log (
  slot          bigint      NOT NULL PRIMARY KEY CHECK (slot = 1),
  identity      varchar(64) NOT NULL,
  format        bigint      NOT NULL,
  base_position bigint      NOT NULL,
  base_checksum bigint      NOT NULL,
  head_position bigint      NOT NULL,
  head_checksum bigint      NOT NULL
);

-- One batch of changes each; committed_at in nanoseconds since 1970. The checksum is one of the
-- entry and of the checksum before it.
CREATE TABLE beadle_log_entry (
  position        bigint NOT NULL PRIMARY KEY,
  committed_at    bigint NOT NULL,
  actor           bigint NOT NULL,
  reason          text   NOT NULL,
  idempotency_key text   UNIQUE,
  fingerprint     text   NOT NULL,
  payload         bytea  NOT NULL,
  checksum        bigint NOT NULL
);

-- All rows of a site at one position; it counts only once it has a header. started_at in
-- milliseconds since 1970.
CREATE TABLE beadle_checkpoint (
  id         bigint      NOT NULL PRIMARY KEY,
  log        varchar(64) NOT NULL,
  position   bigint      NOT NULL,
  started_at bigint      NOT NULL,
  header     bytea,
  header_crc bigint
);

CREATE TABLE beadle_checkpoint_chunk (
  checkpoint bigint NOT NULL,
  number     bigint NOT NULL,
  crc        bigint NOT NULL,
  bytes      bytea  NOT NULL,
  PRIMARY KEY (checkpoint, number)
);
