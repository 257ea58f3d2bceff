-- The tables of progwrap, version 1: the one list of columns, types and status words. It is built into progwrap, which runs it
-- on first use; every statement may run again. A column's name is also the JSON key, the capture group (where it can be captured)
-- and the placeholder in messages. This is PostgreSQL's dialect; src/store/statement.c has the words that SQLite says otherwise:
--   no schema prefix; TIMESTAMPTZ -> TEXT 'YYYY-MM-DDTHH:MM:SS.sssZ'; JSONB -> TEXT; BOOLEAN -> INTEGER 0/1; DOUBLE PRECISION -> REAL; UUID -> TEXT.
-- "server clock" = clock_timestamp() of the database, strftime of SQLite; every other time is the writer's wall clock.

CREATE SCHEMA IF NOT EXISTS progwrap;

CREATE TABLE IF NOT EXISTS progwrap.jobs (
    job_id               TEXT COLLATE "C" PRIMARY KEY CHECK (length(job_id) BETWEEN 1 AND 200),
    attempt              INTEGER NOT NULL,              -- run number of this job, from 1
    attempt_uid          UUID NOT NULL,                 -- random, one per start of progwrap
    seq                  BIGINT NOT NULL,               -- version of the row within the attempt; (attempt, seq) guards every write
    status               TEXT NOT NULL CHECK (status IN ('queued','starting','running','cancelling','completed','failed','cancelled','lost')),
    stalled              BOOLEAN NOT NULL DEFAULT FALSE,
    stopped              BOOLEAN NOT NULL DEFAULT FALSE, -- the command is stopped (SIGTSTP, SIGSTOP)
    title                TEXT,
    command              JSONB,                         -- argv, redacted
    cwd                  TEXT,
    host                 TEXT,
    pid                  INTEGER,                       -- of progwrap
    tools                JSONB,                         -- names of the pattern files that matched
    labels               JSONB,

    percentage           DOUBLE PRECISION CHECK (percentage >= 0 AND percentage <= 100), -- two decimals; NULL = unknown
    estimated_percentage DOUBLE PRECISION CHECK (estimated_percentage >= 0 AND estimated_percentage <= 100),
    current_step         TEXT,
    step_number          INTEGER,
    total_steps          INTEGER,
    step_percentage      DOUBLE PRECISION CHECK (step_percentage >= 0 AND step_percentage <= 100),
    step_details         JSONB,
    message              TEXT,                          -- e.g. Episode 5/50 · Candle 7,300/10,000

    current_iteration    BIGINT,                        -- the one running, from 1; when none runs, the last finished
    iterations_done      BIGINT,
    total_iterations     BIGINT,
    items_done           BIGINT,                        -- inside the running iteration
    total_items          BIGINT,
    items_per_second     DOUBLE PRECISION,

    best_score           DOUBLE PRECISION,              -- finite or NULL
    current_score        DOUBLE PRECISION,
    score_name           TEXT,
    score_direction      TEXT CHECK (score_direction IN ('min','max')),
    best_params          JSONB,
    metrics              JSONB,                         -- latest value per metric; nan and inf as strings

    started_at           TIMESTAMPTZ,
    updated_at           TIMESTAMPTZ NOT NULL,          -- server clock
    heartbeat_at         TIMESTAMPTZ,                   -- server clock
    last_output_at       TIMESTAMPTZ,
    last_progress_at     TIMESTAMPTZ,
    estimated_completion TIMESTAMPTZ,
    eta_seconds          DOUBLE PRECISION CHECK (eta_seconds >= 0),
    finished_at          TIMESTAMPTZ,

    is_complete          BOOLEAN NOT NULL DEFAULT FALSE, -- the job has ended, well or not
    exit_code            INTEGER,
    exit_signal          INTEGER,
    error_message        TEXT,
    cancel_requested_at  TIMESTAMPTZ,                   -- the only column that readers write

    events_seen          BIGINT NOT NULL DEFAULT 0,
    dropped_bytes        BIGINT NOT NULL DEFAULT 0,     -- output that the recorder never saw (ring gaps)
    history_dropped      BIGINT NOT NULL DEFAULT 0,
    writer_version       TEXT
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
CREATE INDEX IF NOT EXISTS jobs_active ON progwrap.jobs (job_id) WHERE status IN ('queued','starting','running','cancelling');

CREATE TABLE IF NOT EXISTS progwrap.job_attempts (
    job_id TEXT COLLATE "C" NOT NULL, attempt INTEGER NOT NULL, attempt_uid UUID NOT NULL UNIQUE,
    status TEXT NOT NULL, exit_code INTEGER, exit_signal INTEGER, error_message TEXT,
    host TEXT, boot_id TEXT, pid INTEGER, pid_started BIGINT,   -- (boot_id, pid, pid_started) proves a death
    started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ,
    PRIMARY KEY (job_id, attempt));

CREATE TABLE IF NOT EXISTS progwrap.job_history (                             -- sampled snapshots, at least 1 s apart, step edges always
    job_id TEXT COLLATE "C" NOT NULL, attempt INTEGER NOT NULL, seq BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL,
    percentage DOUBLE PRECISION, current_step TEXT, step_percentage DOUBLE PRECISION, iterations_done BIGINT, items_done BIGINT,
    items_per_second DOUBLE PRECISION, best_score DOUBLE PRECISION, current_score DOUBLE PRECISION, metrics JSONB,
    PRIMARY KEY (job_id, attempt, seq));

CREATE TABLE IF NOT EXISTS progwrap.job_scores (                              -- one per trial, fit or epoch
    job_id TEXT COLLATE "C" NOT NULL, attempt INTEGER NOT NULL, iteration BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL DEFAULT 'complete' CHECK (state IN ('complete','pruned','failed')),
    score DOUBLE PRECISION, best_score DOUBLE PRECISION, duration_seconds DOUBLE PRECISION, params JSONB,
    PRIMARY KEY (job_id, attempt, iteration));

CREATE TABLE IF NOT EXISTS progwrap.job_workers (                             -- one line of progress per rank or parallel worker
    job_id TEXT COLLATE "C" NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL, seq BIGINT NOT NULL, status TEXT NOT NULL,
    percentage DOUBLE PRECISION, message TEXT, iterations_done BIGINT, total_iterations BIGINT, items_done BIGINT, total_items BIGINT,
    items_per_second DOUBLE PRECISION, heartbeat_at TIMESTAMPTZ, host TEXT,
    PRIMARY KEY (job_id, attempt, worker));

CREATE TABLE IF NOT EXISTS progwrap.job_output (                              -- the tail, at most 64 KiB, bars collapsed
    job_id TEXT COLLATE "C" NOT NULL, attempt INTEGER NOT NULL, tail TEXT NOT NULL, lines_seen BIGINT NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (job_id, attempt));

CREATE TABLE IF NOT EXISTS progwrap.schema_version (version INTEGER NOT NULL);
INSERT INTO progwrap.schema_version (version) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM progwrap.schema_version);
