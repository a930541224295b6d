-- The register through time: which entity went into which other, and what an entity was from one day to another.

-- One row an entity that was merged away, under its id. Files that still speak of it are led to the one that stayed.
CREATE TABLE entity_merge (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kept_id    TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- A party, an office, a role or an affiliation with its days (ISO, to the year, month or day; empty: open at that end).
CREATE TABLE entity_period (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    entity_id  TEXT NOT NULL,
    field      TEXT NOT NULL,
    value      TEXT NOT NULL,
    first_day  TEXT NOT NULL DEFAULT '',
    last_day   TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX entity_period_by_entity ON entity_period (entity_id);

-- The other versions of an article are looked for each time that one is opened.
CREATE INDEX article_by_cluster ON article (cluster_id);
CREATE INDEX article_by_correction ON article (correction_of) WHERE correction_of <> '';
