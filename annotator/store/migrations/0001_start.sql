-- The first format of a project file.
-- Logged tables (coder, codebook_version, article, entity, annotation, link, article_coding, setting) are written through the
-- three verbs of store/database.py only. Rows are known by their id; an integer key gives the order of arrival, for lists only.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    origin       TEXT NOT NULL,
    counter      INTEGER NOT NULL CHECK (counter > 0),
    coder_id     TEXT,
    label        TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    undoes       TEXT,
    content_hash BLOB NOT NULL,
    chain_hash   BLOB NOT NULL,
    UNIQUE (counter, origin)
) STRICT;

CREATE TABLE step_article (
    article_id TEXT NOT NULL,
    step       INTEGER NOT NULL REFERENCES step (seq),
    PRIMARY KEY (article_id, step)
) STRICT, WITHOUT ROWID;

CREATE INDEX step_article_by_step ON step_article (step);

CREATE TABLE change (
    step       INTEGER NOT NULL REFERENCES step (seq),
    number     INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id     TEXT NOT NULL,
    before     TEXT,
    after      TEXT,
    PRIMARY KEY (step, number),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- The log is append-only. These triggers write nothing; they refuse.
CREATE TRIGGER step_is_kept BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER step_stays BEFORE DELETE ON step BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER change_is_kept BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER change_stays BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TABLE article_text (
    sha256       TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    same_key     TEXT NOT NULL,
    n_characters INTEGER NOT NULL CHECK (n_characters > 0),
    text         TEXT NOT NULL
) STRICT;

CREATE INDEX article_text_by_same_key ON article_text (same_key);

CREATE TABLE raw_file (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE coder (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    seq   INTEGER PRIMARY KEY,
    id    TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE codebook_version (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    version    TEXT NOT NULL,
    content    TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE article (
    seq            INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    source_id      TEXT NOT NULL,
    text_sha256    TEXT NOT NULL REFERENCES article_text (sha256),
    headline       TEXT NOT NULL DEFAULT '',
    outlet         TEXT NOT NULL DEFAULT '',
    date_published TEXT NOT NULL DEFAULT '',
    date_on_page   TEXT NOT NULL DEFAULT '',
    byline         TEXT NOT NULL DEFAULT '',
    language       TEXT NOT NULL DEFAULT '',
    url            TEXT NOT NULL DEFAULT '',
    cluster_id     TEXT NOT NULL DEFAULT '',
    correction_of  TEXT NOT NULL DEFAULT '',
    regions        TEXT NOT NULL DEFAULT '[]',
    file_name      TEXT NOT NULL DEFAULT '',
    raw_sha256     TEXT REFERENCES raw_file (sha256),
    encoding       TEXT NOT NULL DEFAULT '',
    line_ends      TEXT NOT NULL DEFAULT '',
    imported_at    TEXT NOT NULL
) STRICT;

CREATE INDEX article_by_source_id ON article (source_id);
CREATE INDEX article_by_text ON article (text_sha256);

CREATE TABLE entity (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL DEFAULT '',
    label       TEXT NOT NULL CHECK (label <> ''),
    kind        TEXT NOT NULL DEFAULT '',
    country     TEXT NOT NULL DEFAULT '',
    affiliation TEXT NOT NULL DEFAULT '',
    party       TEXT NOT NULL DEFAULT '',
    aliases     TEXT NOT NULL DEFAULT '[]',
    external_id TEXT NOT NULL DEFAULT '',
    note        TEXT NOT NULL DEFAULT '',
    created_at  TEXT NOT NULL
) STRICT;

CREATE INDEX entity_by_name ON entity (name);

CREATE TABLE annotation (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL DEFAULT '',
    article_id       TEXT NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id         TEXT NOT NULL REFERENCES coder (id) DEFERRABLE INITIALLY DEFERRED,
    layer            TEXT NOT NULL DEFAULT 'coder',
    category         TEXT NOT NULL,
    start            INTEGER NOT NULL CHECK (start >= 0),
    "end"            INTEGER NOT NULL,
    fragments        TEXT,
    quote            TEXT NOT NULL,
    "values"         TEXT NOT NULL DEFAULT '{}',
    filled           TEXT NOT NULL DEFAULT '{}',
    confidence       TEXT NOT NULL DEFAULT 'sure',
    flag             INTEGER NOT NULL DEFAULT 0 CHECK (flag IN (0, 1)),
    note             TEXT NOT NULL DEFAULT '',
    origin           TEXT NOT NULL DEFAULT 'hand',
    codebook_version TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    CHECK ("end" > start)
) STRICT;

CREATE INDEX annotation_by_article ON annotation (article_id, coder_id, start);
CREATE INDEX annotation_by_name ON annotation (name) WHERE name <> '';

CREATE TABLE link (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL DEFAULT '',
    article_id       TEXT NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id         TEXT NOT NULL REFERENCES coder (id) DEFERRABLE INITIALLY DEFERRED,
    layer            TEXT NOT NULL DEFAULT 'coder',
    link             TEXT NOT NULL,
    from_id          TEXT NOT NULL REFERENCES annotation (id) DEFERRABLE INITIALLY DEFERRED,
    to_id            TEXT NOT NULL REFERENCES annotation (id) DEFERRABLE INITIALLY DEFERRED,
    "values"         TEXT NOT NULL DEFAULT '{}',
    origin           TEXT NOT NULL DEFAULT 'hand',
    codebook_version TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL
) STRICT;

CREATE INDEX link_by_article ON link (article_id, coder_id);
CREATE INDEX link_by_from ON link (from_id);
CREATE INDEX link_by_to ON link (to_id);
CREATE INDEX link_by_name ON link (name) WHERE name <> '';

CREATE TABLE article_coding (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    article_id       TEXT NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id         TEXT NOT NULL REFERENCES coder (id) DEFERRABLE INITIALLY DEFERRED,
    "values"         TEXT NOT NULL DEFAULT '{}',
    filled           TEXT NOT NULL DEFAULT '{}',
    finished         INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
    note             TEXT NOT NULL DEFAULT '',
    codebook_version TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL
) STRICT;

CREATE INDEX article_coding_by_article ON article_coding (article_id, coder_id);
CREATE INDEX article_coding_by_coder ON article_coding (coder_id);

-- Time on task is kept apart from the codings: it grows by itself, and undo must not trip over it.
CREATE TABLE activity (
    seq            INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    article_id     TEXT NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id       TEXT NOT NULL REFERENCES coder (id) DEFERRABLE INITIALLY DEFERRED,
    active_seconds INTEGER NOT NULL CHECK (active_seconds >= 0)
) STRICT;
