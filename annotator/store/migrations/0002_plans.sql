-- Plans, decisions and merging: who codes which article in which round, what was decided where coders differ, and steps whose
-- content is withheld from a work package (they travel as their hash).

ALTER TABLE step ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1));

CREATE TABLE round (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL CHECK (name <> ''),
    kind             TEXT NOT NULL,
    codebook_version TEXT NOT NULL,
    plan             TEXT NOT NULL DEFAULT '{}',
    note             TEXT NOT NULL DEFAULT '',
    created_at       TEXT NOT NULL
) STRICT;

-- One row an article and coder; position orders a coder's queue, part says what the article serves and is not shown to coders.
CREATE TABLE assignment (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    round_id   TEXT NOT NULL REFERENCES round (id) DEFERRABLE INITIALLY DEFERRED,
    article_id TEXT NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id   TEXT NOT NULL REFERENCES coder (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    part       TEXT NOT NULL DEFAULT '',
    not_before TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX assignment_by_coder ON assignment (coder_id, position);
CREATE INDEX assignment_by_article ON assignment (article_id);

-- What ended a case: which annotations it was about, what was chosen, and why. The gold annotation is in the layer gold.
CREATE TABLE decision (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    article_id       TEXT NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id         TEXT NOT NULL REFERENCES coder (id) DEFERRABLE INITIALLY DEFERRED,
    category         TEXT NOT NULL,
    about            TEXT NOT NULL DEFAULT '[]',
    chosen           TEXT NOT NULL,
    gold             TEXT NOT NULL DEFAULT '[]',
    cells            TEXT NOT NULL DEFAULT '{}',
    reason           TEXT NOT NULL DEFAULT '',
    note             TEXT NOT NULL DEFAULT '',
    rule             TEXT NOT NULL DEFAULT '',
    codebook_version TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL
) STRICT;

CREATE INDEX decision_by_article ON decision (article_id);

-- After a merge several records may bear one given id: each is then shown by its own, and the given one is kept here. Derived from
-- the log at each merge, not logged itself.
CREATE TABLE doubled_name (
    table_name TEXT NOT NULL,
    row_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;
